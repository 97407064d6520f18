'use client'

import { useCallback, useState } from 'react'

/** The width of an element as it is laid out, for drawings whose letters must not stretch. */
export const useWidth = (initial: number) => {
  const [width, setWidth] = useState(initial)
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(280, Math.round(entry.contentRect.width)))
    })
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  return { ref, width }
}

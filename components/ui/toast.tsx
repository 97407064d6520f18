'use client'

import { X } from 'lucide-react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { Text } from 'react-aria-components/Text'
import {
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components/Toast'
import type { Severity } from '@/server/domain/severity'
import { Button } from './button'
import { SeverityShape } from './status-mark'

interface Note {
  readonly title: string
  readonly detail?: string
  readonly severity?: Severity
  readonly action?: { readonly label: string; readonly onPress: () => void }
}

/** React Aria's queue and not a toast library: those write <style> elements, which the content security policy refuses. */
const queue = new ToastQueue<Note>({ maxVisibleToasts: 4 })

/** Shows a note; returns how to take it away again. */
export const toast = (note: Note, options: { readonly timeoutMs?: number; readonly onClose?: () => void } = {}): (() => void) => {
  const key = queue.add(note, { timeout: options.timeoutMs ?? 6_000, onClose: options.onClose })
  return () => queue.close(key)
}

export const Toasts = ({ closeLabel, regionLabel }: { readonly closeLabel: string; readonly regionLabel: string }) => (
  <ToastRegion
    queue={queue}
    aria-label={regionLabel}
    className="fixed start-4 bottom-4 md:start-52 z-60 flex w-[min(400px,calc(100vw-2rem))] flex-col gap-2 outline-none"
  >
    {({ toast: item }) => (
      <Toast toast={item} className="flex items-start gap-3 rounded-lg border border-line-strong bg-raised px-4 py-3 shadow-lift">
        <span className="pt-0.75">
          <SeverityShape severity={item.content.severity ?? 'normal'} />
        </span>
        <ToastContent className="grid min-w-0 flex-1 gap-0.5">
          <Text slot="title" className="font-[550] break-words">
            {item.content.title}
          </Text>
          {item.content.detail ? (
            <Text slot="description" className="text-sm break-words text-fg-2">
              {item.content.detail}
            </Text>
          ) : null}
        </ToastContent>
        {item.content.action ? (
          <Button
            size="small"
            onPress={() => {
              item.content.action?.onPress()
              queue.close(item.key)
            }}
          >
            {item.content.action.label}
          </Button>
        ) : null}
        <AriaButton
          slot="close"
          aria-label={closeLabel}
          className="grid size-6 place-items-center rounded text-fg-3 hover:text-fg"
        >
          <X size={14} aria-hidden="true" />
        </AriaButton>
      </Toast>
    )}
  </ToastRegion>
)

import type { TimelineBar } from './timeline-row'

/** Titles of a bar that stands for several; who looks for one among more looks into the list. */
const MOST_TITLES = 12

/** Bars that would be drawn on the very same place are one, with all that they say: thousands end in waves. `place`: a time in pixels. */
export const mergedBars = (
  bars: readonly TimelineBar[],
  place: (seconds: number) => number,
  andMore: (count: number) => string,
): readonly TimelineBar[] => {
  const groups = new Map<string, TimelineBar[]>()
  for (const bar of bars) {
    const ends = [bar.startSeconds, bar.endSeconds, bar.lateEndSeconds ?? bar.endSeconds]
    const key = [bar.look, ...ends.map((seconds) => Math.round(place(seconds)))].join(' ')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [bar])
    else group.push(bar)
  }
  return [...groups.values()].flatMap((group): readonly TimelineBar[] => {
    const [first] = group
    if (first === undefined || group.length === 1) return group
    const titles = group.slice(0, MOST_TITLES).map(({ title }) => title)
    const more = group.length - titles.length
    return [{ ...first, title: [...titles, ...(more > 0 ? [andMore(more)] : [])].join('\n') }]
  })
}

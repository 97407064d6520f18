const GAP = 8
/** Of the words of a row: what stands within it is stepped over. */
const WIDTH = 90

export interface NotePlace {
  readonly x: number
  readonly anchor: 'start' | 'end'
}

/** In pixels; `from` and `to`: where the drawing may be written on. */
interface Row {
  readonly from: number
  readonly to: number
  /** Of its bars, the first begin and the last end. */
  readonly firstX: number
  readonly lastX: number
  /** Lines that cross it: its latest safe moment, and now. */
  readonly lines: readonly number[]
}

/** Where the words of a row stand: behind its bars and no line through them, or before them where there is no room behind. */
export const notePlace = ({ from, to, firstX, lastX, lines }: Row): NotePlace => {
  let behind = lastX
  for (const line of lines.toSorted((one, other) => one - other))
    if (line > behind - GAP && line < behind + GAP + WIDTH) behind = Math.max(behind, line)
  if (behind + GAP + WIDTH <= to) return { x: behind + GAP, anchor: 'start' }
  const before = firstX - GAP
  const isCrossed = lines.some((line) => line > before - WIDTH && line < firstX)
  return before - WIDTH >= from && !isCrossed ? { x: before, anchor: 'end' } : { x: to, anchor: 'end' }
}

import { expect, it } from 'vitest'
import { mergedBars } from './merged-bars'
import type { TimelineBar } from './timeline-row'

const bar = (key: string, startSeconds: number, look: TimelineBar['look'] = 'expected'): TimelineBar => ({
  key,
  title: key,
  startSeconds,
  endSeconds: startSeconds + 30,
  lateEndSeconds: startSeconds + 120,
  look,
})
const tenSecondsAPixel = (seconds: number): number => seconds / 10
const merged = (bars: readonly TimelineBar[]) => mergedBars(bars, tenSecondsAPixel, (count) => `and ${count} more`)

it('draws once what is on the same place, and says all that it stands for', () => {
  expect(merged([bar('a', 60), bar('b', 61), bar('c', 300)])).toEqual([{ ...bar('a', 60), title: 'a\nb' }, bar('c', 300)])
})

it('keeps apart what has another look or another end', () => {
  const bars = [bar('a', 60), bar('b', 60, 'failed'), { ...bar('c', 60), lateEndSeconds: 400 }]
  expect(merged(bars)).toEqual(bars)
})

it('names a dozen, and counts the rest', () => {
  const [one, ...others] = merged(Array.from({ length: 400 }, (_, at) => bar(`vm${at}`, 60)))
  expect(others).toEqual([])
  expect(one?.title.split('\n')).toHaveLength(13)
  expect(one?.title).toMatch(/^vm0\n.*\nvm11\nand 388 more$/s)
})

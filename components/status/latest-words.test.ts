import { describe, expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import { stageIdSchema } from '@/server/domain/ids'
import type { LatestMoment } from '@/server/domain/latest-moment'
import { isPressing, latestOnAxis, latestWords } from './latest-words'

const clock = (seconds: number): string => `12:41:${seconds}`

describe('words for a latest safe moment', () => {
  it('says when, now, or by how much it is too late, in both languages', () => {
    expect(latestWords({ kind: 'at', seconds: 20 }, clock, en)).toBe('latest at 12:41:20')
    expect(latestWords({ kind: 'at', seconds: 20 }, clock, de)).toBe('spätestens 12:41:20')
    expect(latestWords({ kind: 'now' }, clock, en)).toBe('latest now')
    expect(latestWords({ kind: 'too-late', missingSeconds: 90 }, clock, en)).toBe('too late by 1:30')
    expect(latestWords({ kind: 'too-late', missingSeconds: 90 }, clock, de)).toBe('1:30 zu spät')
    expect(latestWords({ kind: 'too-late', missingSeconds: null }, clock, en)).toBe('too late')
    expect(latestWords({ kind: 'any-time' }, clock, en)).toBeNull()
  })

  it('stands on the axis only where it is a time to come', () => {
    const stage = stageIdSchema.parse('one')
    const onAxis = (moment: LatestMoment) =>
      latestOnAxis({ stages: [{ stageId: stage, name: 'One', moment }], vms: [] }, stage, clock, en)
    expect(onAxis({ kind: 'at', seconds: 20 })).toEqual({ seconds: 20, title: 'latest at 12:41:20' })
    expect(onAxis({ kind: 'now' })).toBeUndefined()
    expect(latestOnAxis(null, stage, clock, en)).toBeUndefined()
    expect(isPressing({ kind: 'too-late', missingSeconds: 1 })).toBe(true)
    expect(isPressing({ kind: 'at', seconds: 1 })).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import { planContentSchema } from '@/server/domain/plan'
import { PLAN_SETTINGS } from './plan-diff'
import { settingTitle, settingWords } from './setting-words'

const content = planContentSchema.parse({ stages: [], reserveSeconds: 90 })
const percent = (value: number): string => `${value} %`

describe('what holds for a whole plan, in words', () => {
  it('tells a policy for long outages with its times', () => {
    const longOutage = { shedAfterSeconds: 1_800, shedTier: 3 as const, endAfterSeconds: 7_200 }
    const told = settingWords('longOutage', { ...content, longOutage }, percent, en)
    expect(told).toBe('tier-3 ends after 30:00 on battery; everything ends after 2:00:00 on battery')
    expect(settingWords('longOutage', content, percent, en)).toBe('the stages alone decide')
  })

  it('tells each part of any two plans that differ in it otherwise', () => {
    const read = planContentSchema.parse({
      stages: [],
      reserveSeconds: 60,
      unplaced: { ...content.unplaced, action: 'keep' },
      shedding: 'by-value',
      longOutage: { shedAfterSeconds: null, shedTier: 3, endAfterSeconds: 600 },
      hosts: { ...content.hosts, action: 'shutdown' },
      recovery: { ...content.recovery, startVms: !content.recovery.startVms },
    })
    // Not offered yet, and read as `mains`.
    const other = { ...read, moveTo: 'battery-with-room' as const }
    for (const m of [en, de])
      for (const part of PLAN_SETTINGS) {
        expect(settingTitle(part, m)).not.toBe('')
        expect(settingWords(part, other, percent, m)).not.toBe(settingWords(part, content, percent, m))
      }
  })
})

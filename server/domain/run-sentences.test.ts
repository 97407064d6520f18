import { expect, it } from 'vitest'
import { readRunSentence, RUN_SENTENCES } from './run-sentences'
import { fill } from './sentence'

it('each sentence is read back as what was said', () => {
  for (const [name, template] of Object.entries(RUN_SENTENCES)) {
    const slots = [...template.matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot ?? '')
    const values = Object.fromEntries(slots.map((slot) => [slot, `a ${slot}, of “two” words`]))
    expect(readRunSentence(fill(template, values)), template).toEqual({ name, values })
  }
})

it('what a manager or a UPS said is not taken for one of them', () => {
  for (const text of ['', 'VM is locked (backup)', 'verified off, or so it seems', 'Permission check failed (/vms/101)'])
    expect(readRunSentence(text)).toBeNull()
})

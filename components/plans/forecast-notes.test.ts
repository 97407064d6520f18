import { expect, it } from 'vitest'
import { vmIdSchema } from '@/server/domain/ids'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import { cutOffLines, noteLines } from './forecast-notes'

const cut = (name: string, reason: string) => ({ vmId: vmIdSchema.parse(name), name, reason })

it('what is said of several VMs is one line with all of their names', () => {
  const notes = [
    'the draw of 2 hosts is estimated from the output of the UPS and the CPU threads',
    'db-07: cannot be moved: no host can take it',
    'erp-01: cannot be moved: no host can take it',
    'web-01: is left as it is',
  ]
  expect(noteLines({ notes, cutOff: [] }, en)).toEqual([
    { names: [], text: 'the draw of 2 hosts is estimated from the output of the UPS and the CPU threads' },
    { names: ['db-07', 'erp-01'], text: 'cannot be moved: no host can take it' },
    { names: ['web-01'], text: 'is left as it is' },
  ])
})

it('those that are cut off stand together where the reason is the same, named once', () => {
  const cutOff = [
    cut('db-07', 'db-07: is left as it is'),
    cut('erp-01', 'erp-01: is left as it is'),
    cut('a', 'its turn comes only after the battery is empty'),
  ]
  expect(cutOffLines({ cutOff }, en)).toEqual([
    { names: ['db-07', 'erp-01'], text: 'is left as it is' },
    { names: ['a'], text: 'its turn comes only after the battery is empty' },
  ])
})

it('both are said in the reader’s language', () => {
  const notes = [
    'the draw of 2 hosts is estimated from the output of the UPS and the CPU threads',
    'a: cannot be moved: no host can take it',
  ]
  const cutOff = [cut('b', 'stage "Rest" does not begin before the battery is empty')]
  expect(noteLines({ notes, cutOff }, de).map(({ text }) => text)).toEqual([
    'Was 2 Hosts beziehen, ist aus der Leistung der USV und den CPU-Threads geschätzt',
    'lässt sich nicht verschieben: kein Host kann sie aufnehmen',
  ])
  expect(cutOffLines({ cutOff }, de)).toEqual([{ names: ['b'], text: 'Stufe „Rest“ beginnt nicht, bevor die Batterie leer ist' }])
})

it('what the cut-off says is not said again', () => {
  const cutOff = [cut('db-07', 'db-07: is left as it is')]
  expect(noteLines({ notes: ['db-07: is left as it is', 'web-01: is left as it is'], cutOff }, en)).toEqual([
    { names: ['web-01'], text: 'is left as it is' },
  ])
})

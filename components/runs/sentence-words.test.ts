import { expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import { RUN_SENTENCES } from '@/server/domain/run-sentences'
import { sentenceWords } from './sentence-words'

it('says in German what a run has kept, with its figures', () => {
  expect(sentenceWords('on battery 31 s, trigger 30 s', de)).toBe('31 s auf Batterie, Auslöser 30 s')
  expect(sentenceWords('verified off', de)).toBe('geprüft: aus')
  expect(sentenceWords('shutdown did not end within its limit of 60 s', de)).toBe(
    'Herunterfahren: nicht in der Frist von 60 s fertig',
  )
  expect(sentenceWords('it is off; nothing to move', de)).toBe('Zustand „Aus“: nichts zu verschieben')
  expect(sentenceWords('migrate did not end within its limit of 60 s; mains returned, it is not tried again', de)).toBe(
    'Migrieren: nicht in der Frist von 60 s fertig; das Netz ist zurück, kein neuer Versuch',
  )
  expect(sentenceWords('the copy of its disks was cancelled, verified: migrate did not end within its limit of 60 s', de)).toBe(
    'das Kopieren ihrer Platten wurde abgebrochen, geprüft: Migrieren: nicht in der Frist von 60 s fertig',
  )
  expect(sentenceWords('its disks were not copied: aborted by ann', de)).toBe(
    'ihre Platten wurden nicht kopiert: abgebrochen von ann',
  )
  expect(sentenceWords('runtime 585 s (ups-a: device; ups-b: device), trigger 600 s', de)).toBe(
    'Laufzeit 585 s (ups-a: laut USV; ups-b: laut USV), Auslöser 600 s',
  )
})

it('leaves what others said as they said it', () => {
  for (const m of [en, de]) expect(sentenceWords('VM is locked (backup)', m)).toBe('VM is locked (backup)')
})

it('no language loses a figure or invents one', () => {
  const slots = (template: string) => [...template.matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot).toSorted()
  for (const [name, template] of Object.entries(RUN_SENTENCES)) {
    const german = Object.entries(de.runs.sentences).find(([key]) => key === name)?.[1] ?? ''
    expect(slots(german), name).toEqual(slots(template))
  }
})

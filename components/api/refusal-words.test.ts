import { expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import { REFUSAL_SENTENCES as R, readRefusalSentence } from '@/server/domain/refusal-sentences'
import { say } from '@/server/domain/sentence'
import { refusalWords } from './refusal-words'

it('A6 says in German why a run was not held, and what to do', () => {
  expect(refusalWords(say(R.heldAlready, { run: 'Row 1' }), de)).toBe('„Row 1“ ist schon angehalten')
  expect(refusalWords(R.letContinue, de)).toBe('Setzen Sie ihn fort, sobald er weitergehen darf.')
  expect(refusalWords(say(R.notSoAnyMore, { run: 'Row 1', seconds: 15 }), de)).toBe(
    '„Row 1“: Das wurde vor 15 s angeordnet und ausgeführt, gilt aber nicht mehr',
  )
  expect(refusalWords(say(R.runEnded, { run: 'Row 1', phase: 'done' }), de)).toBe('„Row 1“ ist beendet (Beendet)')
})

it('R5 says in German why a host is not rebooted, with the step in words', () => {
  expect(refusalWords(say(R.stillUnderWay, { action: 'reboot host', object: 'pve-22' }), de)).toBe(
    'pve-22: „Host neu starten“ ist noch im Gange.',
  )
  expect(refusalWords(say(R.stillUnderWay, { action: 'reboot host', object: 'pve-22' }), en)).toBe(
    'Reboot host is still under way on pve-22.',
  )
})

it('what a manager said stays as it said it', () => {
  expect(refusalWords('VM is locked (backup)', de)).toBe('VM is locked (backup)')
})

it('each sentence is read back as itself', () => {
  for (const [name, template] of Object.entries(R)) {
    const text = template.replaceAll(/\{(\w+)\}/g, 'some $1 of mine')
    expect(readRefusalSentence(text)?.name, template).toBe(name)
  }
})

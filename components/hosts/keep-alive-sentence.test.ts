import { describe, expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import { keepAliveSentence } from './keep-alive-sentence'

describe('D5 why a VM is vital', () => {
  it('is said in both languages, with what was recognised', () => {
    const one = {
      role: 'manager',
      of: 'Berlin',
      sign: { by: 'neighbour', address: '192.0.2.10', mac: '00:50:56:00:00:10' },
    } as const
    expect(keepAliveSentence(one, en)).toBe('The manager Berlin runs in it: its MAC 00:50:56:00:00:10 answers at 192.0.2.10')
    expect(keepAliveSentence(one, de)).toBe(
      'Der Manager Berlin läuft in ihr: ihre MAC 00:50:56:00:00:10 antwortet unter 192.0.2.10',
    )
    expect(keepAliveSentence({ role: 'console', of: null, sign: { by: 'uuid' } }, en)).toBe(
      'Ridethrough itself runs in it: its UUID is that of the engine’s machine',
    )
  })
})

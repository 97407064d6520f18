import { expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import { CHECK_SENTENCES } from '@/server/domain/check-sentences'
import { checkWords, reasonsInWords } from './check-words'

it('S1-11 S1-14 says a failed check in German with the network, the VLAN, the host and the flag', () => {
  expect(checkWords('b lacks network DMZ (VLAN 40)', de)).toBe('b fehlt das Netz DMZ (VLAN 40)')
  expect(checkWords('network DMZ is VLAN 41 on b, but VLAN 40 on a', de)).toBe('Netz DMZ ist auf b VLAN 41, auf a aber VLAN 40')
  expect(checkWords('network DMZ is untagged on b, but a trunk of VLANs on a', de)).toBe(
    'Netz DMZ ist auf b ohne Tag, auf a aber ein Trunk von VLANs',
  )
  expect(checkWords('CPU of b lacks avx512f', de)).toBe('Der CPU von b fehlt avx512f')
  expect(checkWords('CPU of b lacks avx2 of a', de)).toBe('Der CPU von b fehlt avx2 von a')
})

it('says several reasons, and leaves what others said as they said it', () => {
  expect(reasonsInWords('held by a task of the platform: backup; memory of b is not told', de)).toBe(
    'held by a task of the platform: backup; Der Arbeitsspeicher von b ist nicht bekannt',
  )
  for (const text of ['CPU of b lacks avx2 of a', 'in maintenance']) expect(reasonsInWords(text, en)).toBe(text)
})

it('no language loses a slot or invents one', () => {
  const slots = (template: string) => [...template.matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot).toSorted()
  for (const [name, template] of Object.entries(CHECK_SENTENCES)) {
    const german = Object.entries(de.checks.sentences).find(([key]) => key === name)?.[1] ?? ''
    expect(slots(german), name).toEqual(slots(template))
  }
})

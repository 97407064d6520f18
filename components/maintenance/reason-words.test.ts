import { expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import { CHECK_SENTENCES } from '@/server/domain/check-sentences'
import { keepAliveWords } from '@/server/domain/keep-alive'
import { PLANNER_SENTENCES as P, readPlannerSentence } from '@/server/domain/planner-sentences'
import { REFUSAL_SENTENCES } from '@/server/domain/refusal-sentences'
import { fill, say } from '@/server/domain/sentence'
import { systemVmWords } from '@/server/domain/system-kind'
import { reasonsInWords } from './reason-words'

const slotsOf = (template: string): readonly string[] => [...template.matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot ?? '')

it('S1-11 S1-14 says a failed check in German with the network, the VLAN, the host and the flag', () => {
  expect(reasonsInWords('b lacks network DMZ (VLAN 40)', de)).toBe('b fehlt das Netz DMZ (VLAN 40)')
  expect(reasonsInWords('network DMZ is VLAN 41 on b, but VLAN 40 on a', de)).toBe(
    'Netz DMZ ist auf b VLAN 41, auf a aber VLAN 40',
  )
  expect(reasonsInWords('network DMZ is untagged on b, but a trunk of VLANs on a', de)).toBe(
    'Netz DMZ ist auf b ohne Tag, auf a aber ein Trunk von VLANs',
  )
  expect(reasonsInWords('CPU of b lacks avx512f', de)).toBe('Der CPU von b fehlt avx512f')
  expect(reasonsInWords('CPU of b lacks avx2 of a', de)).toBe('Der CPU von b fehlt avx2 von a')
})

it('S1-27 says in German that disks bind a VM, and what would free it', () => {
  const disks = say(P.canMoveWithDisks, { store: 'ceph-vm', host: 'pve-22', free: '11.8 TiB', needed: '64 GiB' })
  expect(reasonsInWords(`${say(CHECK_SENTENCES.diskLocal, { disk: 'scsi0' })}; ${disks}`, de)).toBe(
    'Platte „scsi0“ liegt auf Speicher, den nur ihr eigener Host erreicht; sie kann mit ihren Platten umziehen: Auf ceph-vm an pve-22 sind 11,8 TiB frei für 64 GiB',
  )
})

it('says what holds another’s words all in one language', () => {
  const reasons = `pve-2: ${P.inMaintenance}; pve-3: rule “apart”: ${say(P.keptOff, { host: 'pve-3' })}; ${say(P.andMore, { count: 4 })}`
  expect(reasonsInWords(say(P.noHost, { reasons }), de)).toBe(
    'Kein Host kann sie aufnehmen (pve-2: in Wartung; pve-3: Regel „apart“: sie gehört nicht auf pve-3; und 4 weitere)',
  )
  expect(reasonsInWords('moves live to pve-3: 40 % full afterwards', de)).toBe('zieht im Betrieb auf pve-3: danach zu 40 % voll')
  expect(reasonsInWords('db must come along: in maintenance; memory of b is not told', de)).toBe(
    'db müsste mitkommen: in Wartung; Der Arbeitsspeicher von b ist nicht bekannt',
  )
  expect(reasonsInWords('its fallback “save state” is done instead', de)).toBe(
    'stattdessen geschieht der Ersatz „Zustand sichern“',
  )
})

it('D5 D6 says in German why a VM is left alone, and what a person does about it', () => {
  const kept = keepAliveWords({ role: 'manager', of: 'vcenter', sign: { by: 'address', address: '10.0.0.5' } })
  expect(reasonsInWords(say(P.blockedAsKept, { why: `${say(P.cannotMove, { manager: 'esx' })}, and ${kept}` }), de)).toBe(
    'esx kann VMs nicht im Betrieb verschieben, und der Manager vcenter läuft in ihr (ihr Gast hat die Adresse 10.0.0.5): Für eine Wartung wird sie nur im Betrieb verschoben, nie gesichert oder beendet',
  )
  expect(reasonsInWords(say(P.leftAlone, { why: systemVmWords('vcls') }), de)).toBe(
    'Bleibt unangetastet: eine System-VM der Plattform (vcls), um die sich die Plattform selbst kümmert',
  )
  expect(reasonsInWords(systemVmWords('nutanix-cvm'), de)).toContain('fahren Sie sie in ihr mit `cvm_shutdown -P now` herunter')
})

it('says several reasons, and leaves what others said as they said it', () => {
  expect(reasonsInWords('held by a task of the platform: backup; memory of b is not told', de)).toBe(
    'eine Aufgabe der Plattform hält sie fest: backup; Der Arbeitsspeicher von b ist nicht bekannt',
  )
  for (const text of ['CPU of b lacks avx2 of a', 'in maintenance', 'esx-1: the vMotion card is down (vmk1); see its log'])
    expect(reasonsInWords(text, en)).toBe(text)
  expect(reasonsInWords('esx-1: the vMotion card is down (vmk1); see its log', de)).toBe(
    'esx-1: the vMotion card is down (vmk1); see its log',
  )
})

it('reads each sentence of the planner back as what was said', () => {
  for (const [name, template] of Object.entries(P)) {
    const values = Object.fromEntries(slotsOf(template).map((slot) => [slot, `some ${slot} of mine`]))
    expect(readPlannerSentence(fill(template, values)), template).toEqual({ name, values })
  }
})

it('no language loses a slot or invents one', () => {
  const unique = (template: string) => [...new Set(slotsOf(template))].toSorted()
  const catalogues: readonly (readonly [Readonly<Record<string, string>>, Readonly<Record<string, string>>])[] = [
    [CHECK_SENTENCES, de.checks.sentences],
    [P, de.planner.sentences],
    [REFUSAL_SENTENCES, de.refusal.sentences],
  ]
  for (const [said, german] of catalogues)
    for (const [name, template] of Object.entries(said)) expect(unique(german[name] ?? ''), name).toEqual(unique(template))
})

it('D4 says in German why a host gets nothing for want of power, and what is not known of it', () => {
  expect(reasonsInWords('b was chosen, but ups-1 (feed A) is not on mains (battery); ups-2 (feed B) has no contact', de)).toBe(
    'b wurde gewählt, aber: ups-1 (Einspeisung A) ist nicht am Netz (Batterie); ups-2 (Einspeisung B) hat keinen Kontakt',
  )
  expect(reasonsInWords(say(P.powerUntold, { hosts: 'b, c', why: P.feedsUndeclared }), de)).toBe(
    'ob b, c am Netz sind, ist nicht bekannt: welche USV dort speist, hat niemand angegeben',
  )
})

import type { JournalDraft } from '../domain/journal'
import { powerStateOf } from '../domain/power-state'
import { INPUT_LABELS } from '../domain/ups'
import { conditionOf, type PowerTrack, secondsOnBattery } from '../decide/power-track'
import type { WatchedDevice } from './power-watch'
import { toJson } from './to-json'

const entry = (device: WatchedDevice, atMs: number, kind: string, message: string, data: unknown): JournalDraft => ({
  atMs,
  kind,
  actor: device.row.name,
  channel: 'device',
  object: { kind: 'device', id: device.row.id, name: device.row.name },
  message,
  data: toJson(data),
})

const evidence = (device: WatchedDevice, before: PowerTrack, nowMs: number) => ({
  before: conditionOf(before),
  after: conditionOf(device.track),
  said: device.observation?.evidence ?? [],
  secondsOnBattery: secondsOnBattery(device.track, nowMs),
  runtime: device.observation?.readings.runtimeSeconds ?? null,
  charge: device.observation?.readings.chargePercent ?? null,
  load: device.observation?.readings.loadPercent ?? null,
})

/** An ATS that switched over, or an input of it that died or came back. */
const transferEdges = (before: WatchedDevice, after: WatchedDevice, nowMs: number): readonly JournalDraft[] => {
  const was = before.observation?.transfer
  const is = after.observation?.transfer
  if (was === undefined || is === undefined) return []
  const { name } = after.row
  const data = { before: was, after: is }
  const inputs = INPUT_LABELS.filter((label) => was.inputs[label] !== is.inputs[label])
  return [
    ...inputs.map((label) => entry(after, nowMs, 'power.input-changed', `${name}: input ${label} is ${is.inputs[label]}`, data)),
    ...(was.selected === is.selected || is.selected === null
      ? []
      : [entry(after, nowMs, 'power.transferred', `${name} switched over to input ${is.selected}`, data)]),
  ]
}

const listed = (ids: readonly string[]): string => `${ids.length === 1 ? 'outlet' : 'outlets'} ${ids.join(', ')}`

/** Outlets that lost their power, or have it again, by what they hang on: one entry for all that it took along. */
const deadOutletEdges = (before: WatchedDevice, after: WatchedDevice, nowMs: number): readonly JournalDraft[] => {
  const outlets = after.observation?.outlets ?? []
  if (outlets.length === 0) return []
  const was = new Map(before.observation?.outlets.map(({ id, dead }) => [id, dead]))
  const changed = new Map<string, string[]>()
  for (const { id, dead } of outlets) {
    if (!was.has(id) || was.get(id) === dead) continue
    const words = dead === undefined ? 'power again' : `no power: ${dead}`
    changed.set(words, [...(changed.get(words) ?? []), id])
  }
  return [...changed].map(([words, ids]) =>
    entry(
      after,
      nowMs,
      'power.outlet-changed',
      `${after.row.name}: ${listed(ids)} ${ids.length === 1 ? 'has' : 'have'} ${words}`,
      { outlets: ids, said: after.observation?.alarms ?? [] },
    ),
  )
}

/** What is worth an entry between two polls of a UPS: edges only (K1). */
export const powerEdges = (before: WatchedDevice, after: WatchedDevice, nowMs: number): readonly JournalDraft[] => {
  const drafts: JournalDraft[] = []
  const from = before.track
  const to = after.track
  const name = after.row.name
  if (from.contact !== to.contact) {
    if (to.contact === 'lost')
      drafts.push(
        entry(
          after,
          nowMs,
          'power.contact-lost',
          `${name}: no contact. ${to.message ?? ''}`.trim(),
          evidence(after, from, nowMs),
        ),
      )
    else if (from.contact === 'lost')
      drafts.push(entry(after, nowMs, 'power.contact-restored', `${name} answers again`, evidence(after, from, nowMs)))
    else
      drafts.push(
        entry(
          after,
          nowMs,
          'power.contact-made',
          `${name} answers: ${powerStateOf(conditionOf(to))}`,
          evidence(after, from, nowMs),
        ),
      )
  }
  if (from.supply !== to.supply && from.contact !== 'never')
    drafts.push(
      entry(after, nowMs, 'power.supply-changed', `${name}: ${from.supply} → ${to.supply}`, evidence(after, from, nowMs)),
    )
  for (const outlet of after.observation?.outlets ?? []) {
    const was = before.observation?.outlets.find((candidate) => candidate.id === outlet.id)?.state
    if (was === undefined || was === outlet.state || outlet.state === 'unknown') continue
    drafts.push(
      entry(after, nowMs, 'power.outlet-changed', `${name}: outlet ${outlet.id} is ${outlet.state}`, {
        before: was,
        after: outlet,
      }),
    )
  }
  drafts.push(...deadOutletEdges(before, after, nowMs), ...transferEdges(before, after, nowMs))
  const gained = to.flags.filter((flag) => !from.flags.includes(flag))
  const lost = from.flags.filter((flag) => !to.flags.includes(flag))
  const telling = [...gained, ...lost].filter((flag) => flag !== 'charging' && flag !== 'boost' && flag !== 'trim')
  if (telling.length > 0)
    drafts.push(
      entry(
        after,
        nowMs,
        'power.flags-changed',
        `${name}: ${[...gained.map((flag) => `+${flag}`), ...lost.map((flag) => `−${flag}`)].join(', ')}`,
        evidence(after, from, nowMs),
      ),
    )
  return drafts
}

import { hostPower } from '../domain/feed-power'
import type { RunWithSteps, Step, StepAction } from '../domain/run'
import { isMove } from '../domain/run'
import { vouchedMains } from '../domain/vouched-mains'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'
import type { PowerDeviceView, World } from '../domain/world'

/** A card that fell silent on mains is no outage (P2). */
const asLastHeard = (device: PowerDeviceView): PowerDeviceView =>
  device.contact !== 'ok' && device.supply === 'mains' ? { ...device, contact: 'ok' } : device

/**
 * Why maintenance must not bring a VM to a host now; null: it may. What was planned while the mains were there waits until they are
 * there again (D4, R2), or a person has vouched for them. A VM that only waits to be started is not kept off for a card that fell silent, as one is from moving.
 */
export const whyNoMains = (
  { kind, hostId, vouchedMains: isVouched }: Pick<RunWithSteps, 'kind' | 'hostId' | 'vouchedMains'>,
  { targetHostId }: Pick<Step, 'targetHostId'>,
  action: StepAction,
  { hosts, feeds }: Pick<World, 'hosts' | 'feeds'>,
  devices: () => readonly PowerDeviceView[],
): string | null => {
  if (kind !== 'maintenance' || targetHostId === null || !(isMove(action) || action === 'start')) return null
  const views = feeds.some(({ hostId }) => hostId === targetHostId) ? devices() : []
  const vouched = isVouched === true && targetHostId === hostId ? vouchedMains(hostId, feeds, views) : null
  const heard = vouched ?? (action === 'start' ? views.map(asLastHeard) : views)
  const { is, why } = hostPower(targetHostId, feeds, (id) => heard.find((device) => device.id === id))
  if (is !== 'none') return null
  const host = hosts.find(({ id }) => id === targetHostId)
  return say(RUN_SENTENCES.noMainsThere, { host: host?.name ?? targetHostId, reasons: why ?? '' })
}

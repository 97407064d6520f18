import { type DiscoveryDoc, type FoundDevice, foundReadingsOf, type OtherAnswer } from '../../domain/discovery'
import { endpointOf } from '../../domain/ups-endpoint'
import type { Finding } from '../../drivers/discovery/finding'
import type { KnownDevices } from './known-devices'

/** Found, and by what key people name it. */
export type FoundFinding = Extract<Finding, { kind: 'device' | 'watched' }>
export const keyOfFound = ({ address }: FoundFinding): string => endpointOf(address)

/** Of what answers and cannot be added, so many are shown. */
const MOST_OTHERS_SHOWN = 200
/** Sooner, nothing is known of how fast it goes. */
const RATE_AFTER_MS = 2_000

const foundDevice = (finding: FoundFinding, known: KnownDevices): FoundDevice => {
  const { address } = finding
  const whole = finding.kind === 'device'
  const device = whole ? known.find(address, finding.probe.serial) : known.at(address)
  const identity = whole ? finding.probe : (device?.identity ?? null)
  return {
    key: keyOfFound(finding),
    host: address.host,
    protocol: address.protocol,
    kind: identity?.kind ?? 'ups',
    family: identity?.family ?? null,
    manufacturer: identity?.manufacturer ?? null,
    model: identity?.model ?? null,
    serial: identity?.serial ?? null,
    systemName: whole ? finding.systemName : null,
    powerState: whole ? finding.probe.powerState : null,
    readings: whole ? foundReadingsOf(finding.probe.readings) : null,
    credential: whole ? finding.credential + 1 : null,
    watchedAs: device === null ? null : { id: device.id, name: device.name },
  }
}

/** What a search has come to. */
export interface SearchProgress extends Pick<
  DiscoveryDoc,
  'searchId' | 'state' | 'startedBy' | 'startedAtMs' | 'endedAtMs' | 'ranges' | 'ratePerSecond' | 'done' | 'total'
> {
  readonly found: ReadonlyMap<string, FoundFinding>
  readonly others: readonly OtherAnswer[]
}

const rateOf = ({ done, startedAtMs, endedAtMs }: SearchProgress, nowMs: number): number | null => {
  const elapsedMs = (endedAtMs ?? nowMs) - startedAtMs
  return elapsedMs < RATE_AFTER_MS || done === 0 ? null : (done * 1_000) / elapsedMs
}

const rounded = (value: number): number => Math.round(value * 10) / 10

/** For screens; no secret is in it (K5). */
export const searchDoc = (search: SearchProgress, known: KnownDevices, nowMs: number): DiscoveryDoc => {
  const { found, others, ...rest } = search
  const perSecond = rateOf(search, nowMs)
  return {
    ...rest,
    perSecond: perSecond === null ? null : rounded(perSecond),
    etaSeconds: perSecond === null || search.state !== 'running' ? null : Math.ceil((search.total - search.done) / perSecond),
    found: [...found.values()].map((finding) => foundDevice(finding, known)),
    others: others.slice(0, MOST_OTHERS_SHOWN),
    otherCount: others.length,
  }
}

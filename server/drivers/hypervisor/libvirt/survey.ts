import type { HostFacts } from '../../../domain/inventory'
import { type Domain, domainOf, nameIn, networkId, unreadDomain } from './domain'
import { domainStatsOf, type DomainStats, jobOf } from './domain-stats'
import { hostHardware } from './host-facts'
import { mountsOf, poolOf } from './pool'
import { type SeenStorage, seenStorage } from './storage'
import { storagePathsOf } from './storage-paths'
import { uuidsOf } from './survey-script'
import type { Use } from './use-meter'
import type { Answers } from './virsh-host'

/** A domain as one host has it. */
export interface DomainCopy {
  readonly host: string
  readonly domain: Domain
  readonly stats: DomainStats
  readonly saved: boolean
  /** The host starts it when it boots. */
  readonly autostart: boolean
  readonly job: string | null
  /** 0: none, or it was not told. */
  readonly snapshots: number
}

/** Everything one host said in one reading. */
export interface Survey {
  readonly host: HostFacts
  readonly storage: SeenStorage
  readonly networks: readonly string[]
  readonly copies: readonly DomainCopy[]
  readonly use: Use
}

const lines = (answers: Answers, name: string): readonly string[] =>
  (answers.get(name) ?? '').split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))

/**
 * What cannot be read about a domain is unknown; that it is there, and whether it runs, is known all the same (D7, R1). `toldAs`: how
 * libvirt names it elsewhere, as far as that is certain.
 */
const readDomain = (uuid: string, xml: string, toldAs: string | null): Domain => {
  const domain = domainOf(xml)
  return domain?.uuid === uuid ? domain : unreadDomain(uuid, toldAs ?? nameIn(xml, uuid))
}

/**
 * Null: virsh says nothing of it: this host does not have the domain (any more). `statsOf`: whether the counters of this domain
 * alone were asked for, or those of all.
 */
export const copyOf = (host: string, uuid: string, answers: Answers, statsOf: 'it' | 'all'): DomainCopy | null => {
  const xml = answers.get(`domain ${uuid}`) ?? ''
  if (xml === '') return null
  const told = domainStatsOf(answers.get('stats') ?? '')
  const [toldAs = null] = statsOf === 'it' && told.size === 1 ? told.keys() : []
  const domain = readDomain(uuid, xml, toldAs)
  const stats = told.get(domain.name)
  return {
    host,
    domain,
    stats: stats ?? { name: domain.name, run: 'unknown', cpuNs: null, residentMiB: null, capacities: new Map() },
    saved: uuidsOf(answers.get('saved') ?? '').includes(uuid),
    autostart: uuidsOf(answers.get('autostart') ?? '').includes(uuid),
    job: jobOf(answers.get(`job ${uuid}`) ?? ''),
    snapshots: lines(answers, `snapshots ${uuid}`).length,
  }
}

/** `first` holds the survey's answers, `details` those about each domain and pool. */
export const surveyOf = (name: string, first: Answers, details: Answers, use: Use): Survey => {
  const mounts = mountsOf(first.get('mounts') ?? '')
  const storage = seenStorage(name, {
    pools: uuidsOf(first.get('pools') ?? '').flatMap((uuid) => poolOf(details.get(`pool ${uuid}`) ?? '') ?? []),
    mounts,
    sharedPaths: lines(first, 'shared'),
  })
  const storagePaths = storagePathsOf(first.get('paths') ?? '', storage, mounts)
  const networks = [
    ...lines(first, 'networks').map((network) => networkId('network', network)),
    ...lines(first, 'devices').map((device) => networkId('device', device)),
  ]
  const own = ['stats', 'saved', 'autostart'].map((answer) => [answer, first.get(answer) ?? ''] as const)
  const answers = new Map([...details, ...own])
  return {
    host: {
      ...hostHardware(name, first),
      cpuUsedPercent: use.hostPercent,
      datastoreNativeIds: storage.places.map((place) => place.nativeId),
      networkNativeIds: networks,
      ...(storagePaths.length === 0 ? {} : { storagePaths }),
    },
    storage,
    networks,
    copies: uuidsOf(first.get('domains') ?? '').flatMap((uuid) => copyOf(name, uuid, answers, 'all') ?? []),
    use,
  }
}

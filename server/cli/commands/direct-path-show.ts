import type { DirectAddress } from '../../domain/direct-path'
import { type ProvedWay, READINESS } from '../../domain/readiness'
import type { Host } from '../../domain/world'
import { docOf, docsOf } from '../../services/latest-doc'
import type { StoreReads } from '../../store/store'
import { EXIT_CODE } from '../exit-code'
import { type Outcome, table } from '../outcome'
import { hostNamed, isOutcome } from './named-host'
import { findingLines } from './way-words'

interface Shown {
  readonly host: Host
  /** Null: its manager is the only way to it. */
  readonly address: DirectAddress | null
  /** As the engine last proved it; null: not yet. */
  readonly proved: ProvedWay | null
}

const lastProof = ({ proved }: Shown): string => {
  if (proved === null) return 'not proved yet'
  const troubles = proved.findings.map(({ trouble }) => trouble)
  return `${new Date(proved.provedAtMs).toISOString()} ${troubles.length === 0 ? 'works' : troubles.join(', ')}`
}

const rows = (all: readonly Shown[]): string =>
  table(
    ['HOST', 'REACHED AS', 'ADDRESS', 'LAST PROOF'],
    all.map((each) => [
      each.host.name,
      each.address?.kind ?? null,
      each.address?.url ?? 'through its manager only',
      each.address === null ? null : lastProof(each),
    ]),
  )

const forPrograms = ({ host, address, proved }: Shown) => ({
  hostId: host.id,
  name: host.name,
  address,
  provedAtMs: proved?.provedAtMs ?? null,
  findings: proved?.findings ?? null,
})

/** `direct-path show [HOST]`: how hosts are reached without their manager, and how that was last proved. No credential is opened. */
export const showDirectPaths = async (
  read: Pick<StoreReads, 'latest' | 'directPaths'>,
  wanted: string | undefined,
  options: { readonly json?: boolean },
): Promise<Outcome> => {
  const one = wanted === undefined ? null : await hostNamed(read, wanted)
  if (one !== null && isOutcome(one)) return one
  const report = docOf('readiness', await read.latest.get('readiness', READINESS))
  const paths = await read.directPaths.list()
  const hosts = one === null ? docsOf('host', await read.latest.all('host')) : [one]
  const all = hosts
    .map((host): Shown => ({
      host,
      address: paths.find(({ hostId }) => hostId === host.id)?.address ?? null,
      proved: report?.ways.find(({ way, object }) => way === 'direct' && object.id === host.id) ?? null,
    }))
    .sort((left, right) => left.host.name.localeCompare(right.host.name))
  if (options.json === true) return { exitCode: EXIT_CODE.ok, output: JSON.stringify(all.map(forPrograms), null, 2), errors: '' }
  const findings = one === null ? [] : findingLines(all[0]?.proved?.findings ?? [])
  return { exitCode: EXIT_CODE.ok, output: [rows(all), ...findings].join('\n'), errors: '' }
}

import { z } from 'zod'
import { type DirectAddress, directAddressSchema, directKindFor } from '../../domain/direct-path'
import { wayProofSchema } from '../../domain/way-proof'
import type { Host } from '../../domain/world'
import { callMutation } from '../../services/call-verb'
import { probeDirectPath } from '../../services/direct-paths/probe-direct-path'
import { saveDirectPath } from '../../services/direct-paths/save-direct-path'
import { docOf } from '../../services/latest-doc'
import type { ServiceHost } from '../../services/service-host'
import type { Caller } from '../../services/verb'
import type { StoreReads } from '../../store/store'
import { type AccountOptions, asAccount } from '../as-account'
import { awaitOrder } from '../await-order'
import { EXIT_CODE } from '../exit-code'
import type { Environment } from '../local-store'
import { failed, type Outcome } from '../outcome'
import { withPinHint } from '../pin-hint'
import { type ChangeOptions, howToSave, savedLine } from './change-options'
import { isUsageProblem, secretIfGiven, type SignInOptions } from './manager-target'
import { hostNamed, isOutcome } from './named-host'
import { type PinsOptions, pinsFrom } from './pins-options'
import { proofLines } from './way-words'

export interface DirectPathOptions extends AccountOptions, SignInOptions, PinsOptions, ChangeOptions {
  readonly url?: string
}

const answerSchema = wayProofSchema.extend({
  answering: z.object({ name: z.string().nullable(), uuid: z.string().nullable() }).nullable(),
})

/** As it is now, with what is given changed. */
const addressFrom = async (read: StoreReads, host: Host, options: DirectPathOptions): Promise<DirectAddress | Outcome> => {
  const before = (await read.directPaths.get(host.id))?.address
  const url = options.url ?? before?.url
  if (url === undefined) return failed(EXIT_CODE.usage, `${host.name} has no direct path yet: give --url`)
  const manager = docOf('manager', await read.latest.get('manager', host.managerId))
  const kind = manager === null ? null : directKindFor(manager.kind)
  if (kind === null) return failed(EXIT_CODE.refused, `hosts of ${manager?.name ?? 'this manager'} have no way past it`)
  // Fingerprints are of the place where they were seen.
  const pins = pinsFrom(options, before?.url === url ? before.pins : [])
  const address = directAddressSchema.safeParse({ kind, url, pins })
  return address.success ? address.data : failed(EXIT_CODE.usage, `--url: ${address.error.issues[0]?.message ?? 'not usable'}`)
}

const shown = ({ name }: Host, options: DirectPathOptions, result: unknown): Outcome => {
  const answer = answerSchema.parse(result)
  const lines = [
    `${answer.answering?.name ?? 'A host without a name'} answers.`,
    ...proofLines(name, answer),
    options.look === true ? savedLine(options) : `The direct path to ${name} is saved.`,
  ]
  const output = options.json === true ? JSON.stringify({ ...answer, saved: options.look !== true }, null, 2) : lines.join('\n')
  return { exitCode: EXIT_CODE.ok, output, errors: '' }
}

const set = async (
  wanted: string,
  options: DirectPathOptions,
  environment: Environment,
  host: ServiceHost,
  caller: Caller,
): Promise<Outcome> => {
  const { read } = host.store
  const of = await hostNamed(read, wanted)
  if (isOutcome(of)) return of
  const secret = secretIfGiven(options, environment)
  if (secret !== null && isUsageProblem(secret)) return failed(EXIT_CODE.usage, secret.usage)
  const address = await addressFrom(read, of, options)
  if (isOutcome(address)) return address
  const input = { hostId: of.id, address, secret }
  const { orderId } =
    options.look === true
      ? await callMutation(host, probeDirectPath, caller, input)
      : await callMutation(host, saveDirectPath, caller, { ...input, ...howToSave(options) })
  const answered = await awaitOrder(host, caller, orderId)
  return 'outcome' in answered ? withPinHint(answered.outcome, '--add-fingerprint') : shown(of, options, answered.result)
}

/**
 * `direct-path set HOST`: tried first by the engine, saved only where the host lets us in and is the one that is meant; by the console's
 * own verbs, as a person with an account there (A8).
 */
export const setDirectPath = (wanted: string, options: DirectPathOptions, environment: Environment): Promise<Outcome> =>
  asAccount(options, environment, (host, caller) => set(wanted, options, environment, host, caller))

import type { Runbook } from '../../../domain/runbook'
import { whyRunbookUnfit } from '../../../domain/runbook'
import { type ManagerSession, type ManagerTarget, ok, refused } from '../../ports'
import { openHttps } from '../../protocols/https/https-client'
import { CallFailed, resultOf } from '../../protocols/ssh/call-failed'
import { openSshHost } from '../../protocols/ssh/ssh-host'
import { perform } from './acts'
import type { Endpoint, Machine } from './endpoint'
import { identify } from './identity'
import { Jobs } from './jobs'
import { RunbookSite } from './site'
import { shellOf, sshHostOf, SshEndpoint } from './ssh-endpoint'
import { WebhookEndpoint } from './webhook-endpoint'

/** One connection for orders, the others for looks. */
const CONNECTIONS = 6

const runbookOf = ({ address }: ManagerTarget): Runbook => {
  const { runbook, url } = address
  const why = runbook === undefined ? 'it names no machines' : whyRunbookUnfit(url, runbook)
  if (runbook !== undefined && why === null) return runbook
  throw new CallFailed(refused(`The runbook is not usable: ${why}.`, 'Correct its machines under Settings.'))
}

/** Where a webhook's address ends in a path, that stands before every path of the runbook. */
const basePathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname.replace(/\/+$/, '') : '')

const endpointOf = ({ address, secret }: ManagerTarget, runbook: Runbook, jobs: Jobs): Endpoint => {
  const { url, pins } = address
  if (/^ssh:\/\//i.test(url)) return new SshEndpoint(openSshHost(sshHostOf(address), secret, pins, shellOf(runbook.shell)), jobs)
  return new WebhookEndpoint(
    openHttps({ url, defaultPort: 443, pins, connections: CONNECTIONS }),
    basePathOf(url),
    secret,
    runbook.check,
  )
}

/** Before it is saved a machine goes by its name. */
const machinesOf = ({ machines }: Runbook): readonly Machine[] =>
  machines.map((machine) => ({ ...machine, id: machine.id ?? machine.name }))

/** A fault of the address or the credentials shows at the first call: opening does nothing. */
export const openSession = (target: ManagerTarget): ManagerSession => {
  const jobs = new Jobs()
  let opened: RunbookSite | null = null
  const prepare = (): RunbookSite => {
    const runbook = runbookOf(target)
    return new RunbookSite(machinesOf(runbook), endpointOf(target, runbook, jobs))
  }
  const site = (): RunbookSite => (opened ??= prepare())

  return {
    identify: (options) => resultOf(async () => identify(site(), options)),
    inventory: (options) => resultOf(async () => site().inventory(options)),
    observeVm: (id, options) => resultOf(async () => site().vm(id, options)),
    observeHost: (id, options) => resultOf(async () => site().host(id, options)),
    act: (act, options) => resultOf(async () => ({ task: await perform(act, site(), options) })),
    task: async (id) => ok(jobs.state(id)),
    close: async () => opened?.close(),
  }
}

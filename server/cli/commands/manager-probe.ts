import { type Command, InvalidArgumentError } from 'commander'
import { MANAGER_KINDS } from '../../domain/manager'
import { hypervisorDrivers } from '../../drivers/hypervisor/registry'
import type { DriverFailure, DriverResult, ManagerTarget } from '../../drivers/ports'
import { budgetOf } from '../../drivers/protocols/call-deadline'
import { EXIT_CODE, exitCodeOfFailure } from '../exit-code'
import { type Outcome, tell } from '../outcome'
import { collected, managerCommand, withSignIn } from './manager-options'
import { managerJson, managerReport } from './manager-report'
import { type ManagerProbeOptions, isUsageProblem, managerTargetOf } from './manager-target'

const TLS_FINGERPRINT = /(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/

const failed = (failure: DriverFailure): Outcome => {
  const seen = TLS_FINGERPRINT.exec(failure.message)?.[0]
  const pin = seen === undefined ? '' : `\nTo pin it, add: --fingerprint ${seen}`
  return { exitCode: exitCodeOfFailure(failure), output: '', errors: `error: ${failure.message}\n${failure.hint}${pin}` }
}

const read = async (target: ManagerTarget, deadlineMs: number) => {
  const driver = hypervisorDrivers.find((candidate) => candidate.kind === target.address.kind)
  if (driver === undefined) return null
  const session = driver.open(target)
  try {
    const budget = budgetOf({ deadlineMs })
    const identity = await session.identify(budget())
    if (identity.kind !== 'ok') return identity
    const inventory = await session.inventory(budget())
    if (inventory.kind !== 'ok') return inventory
    return { kind: 'ok', value: { identity: identity.value, inventory: inventory.value } } satisfies DriverResult<unknown>
  } finally {
    await session.close()
  }
}

export const probeManager = async (
  options: ManagerProbeOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Outcome> => {
  const target = managerTargetOf(options, environment)
  if (isUsageProblem(target)) return { exitCode: EXIT_CODE.usage, output: '', errors: `error: ${target.usage}` }
  const result = await read(target, Math.round(options.timeout * 1000))
  if (result === null)
    return { exitCode: EXIT_CODE.failed, output: '', errors: `error: this build has no driver for ${target.address.kind}` }
  if (result.kind !== 'ok') return failed(result)
  const { identity, inventory } = result.value
  const output = (options.json === true ? managerJson : managerReport)(identity, inventory, Date.now())
  return { exitCode: EXIT_CODE.ok, output, errors: '' }
}

const seconds = (text: string): number => {
  const value = Number(text)
  if (!(value > 0 && value <= 3600)) throw new InvalidArgumentError('Give seconds, more than 0 and at most 3600.')
  return value
}

/** `manager probe`: which manager is there, and which clusters, hosts and VMs, or recovery plans and replicas, does it hold. Reads only. */
export const addManagerProbe = (program: Command): void => {
  withSignIn(
    managerCommand(program)
      .command('probe')
      .description(
        'sign in to a hypervisor manager and list its clusters, hosts and VMs; of Site Recovery Manager its plans and replicas',
      ),
  )
    .requiredOption('--kind <kind>', `one of ${MANAGER_KINDS.join(', ')}`)
    .requiredOption(
      '--url <url>',
      'https://name[:port] of vCenter, ESX, a Proxmox VE node or a XenServer pool; ssh://host1,host2 for libvirt and Hyper-V, ssh://vmm for SCVMM; https://srm,https://vr for Site Recovery Manager; ssh://host or https://webhook for a runbook',
    )
    .option('--runbook <file>', 'the machines of a runbook, as JSON')
    .option('--fingerprint <fingerprint>', 'trust this certificate (SHA-256) or SSH host key; may be repeated', collected, [])
    .option('--timeout <seconds>', 'give up after', seconds, 30)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nWithout the right --fingerprint the one that was seen is printed, with how to pass it. Nothing is sent before that.',
    )
    .action(async (options: ManagerProbeOptions) => tell(await probeManager(options, process.env)))
}

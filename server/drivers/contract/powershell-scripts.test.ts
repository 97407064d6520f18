import { describe, expect, it } from 'vitest'
import { testData } from '../../testing/require-peer'
import * as hypervActs from '../hypervisor/hyperv/act-questions'
import * as hypervAutostart from '../hypervisor/hyperv/autostart-questions'
import * as hypervChanges from '../hypervisor/hyperv/change-question'
import * as hypervHost from '../hypervisor/hyperv/host-question'
import * as hypervPaths from '../hypervisor/hyperv/paths-question'
import * as hypervRights from '../hypervisor/hyperv/rights-question'
import * as hypervVm from '../hypervisor/hyperv/vm-question'
import * as scvmmActs from '../hypervisor/scvmm/act-questions'
import * as scvmmAutostart from '../hypervisor/scvmm/autostart-questions'
import * as scvmmChanges from '../hypervisor/scvmm/change-question'
import * as scvmmReads from '../hypervisor/scvmm/questions'
import { commandsIn } from './powershell/commands-in'
import { documentedCmdlets, faultOf } from './powershell/documented'

const scriptsOf = (platform: string, module: object): readonly (readonly [string, string])[] =>
  Object.values(module).flatMap((value: unknown) =>
    typeof value === 'object' && value !== null && 'script' in value && 'name' in value
      ? [[`${platform}: ${String(value.name)}`, String(value.script)] as const]
      : [],
  )

const scripts = [
  ...[hypervHost, hypervPaths, hypervRights, hypervVm, hypervActs, hypervAutostart, hypervChanges].flatMap((module) =>
    scriptsOf('hyperv', module),
  ),
  ...[scvmmReads, scvmmActs, scvmmAutostart, scvmmChanges].flatMap((module) => scriptsOf('scvmm', module)),
]

it('finds every script', () => expect(scripts.length).toBeGreaterThanOrEqual(30))

const file = testData('manager-recordings/powershell/cmdlets.json')

describe.skipIf(file === null)('scripts against the documented cmdlets and their parameter sets', () => {
  const documented = documentedCmdlets(file ?? '')
  const faultsIn = (script: string) => commandsIn(script).flatMap((command) => faultOf(command, documented) ?? [])

  it.each(scripts)('%s', (_name, script) => {
    expect(commandsIn(script)).not.toHaveLength(0)
    expect(faultsIn(script)).toEqual([])
  })

  it.each([
    ['an unknown cmdlet', 'Stop-Everything -Now', 'not documented'],
    ['an unknown parameter', 'Get-VM -Colour red', 'fits no one'],
    ['parameters of two sets', 'Stop-SCVirtualMachine -VM $vm -Shutdown -Force', 'fits no one'],
    ['a required parameter that is missing', 'Move-VM -Name a', 'fits no one'],
    ['a value for a switch', 'Suspend-ClusterNode -Name a -Drain yes', 'fits no one'],
    ['a parameter without its value', 'Suspend-ClusterNode -Name -Drain', 'fits no one'],
    ['a value without a parameter', 'Get-VM mail', 'without its parameter'],
    ['an inner command', 'if ($a) { @(Get-ClusterNode -Nmae b) }', 'fits no one'],
  ])('would notice %s', (_what, script, fault) => {
    expect(faultsIn(script)).toEqual([expect.stringContaining(fault)])
  })

  it.each(['if ($a) { Get-VM', "Get-VM -Name 'a", 'Get-VM -Name a)'])('would notice what does not end: %s', (script) => {
    expect(() => commandsIn(script)).toThrow()
  })

  it.each([
    "Move-VM -Name 'it''s' -DestinationHost $p.to -IncludeStorage",
    '# Stop-Everything\n$x = "Stop-Everything"\nGet-VM | Stop-VM -TurnOff',
    'Move-ClusterVirtualMachineRole -VMId ([guid]$p.vm) -Node $p.node -MigrationType Live -Wait 0',
  ])('finds nothing wrong with %s', (script) => expect(faultsIn(script)).toEqual([]))
})

describe('what scripts never do', () => {
  it.each(scripts)('%s', (_name, script) => {
    for (const { name, parameters } of commandsIn(script)) {
      const names = parameters.map((parameter) => parameter.name)
      expect(names).not.toContain('ForceDrain')
      // -Force is how SCVMM spells "power off" and nothing else.
      if (!(name === 'Stop-SCVirtualMachine' && script.startsWith('# Ridethrough: power a VM off')))
        expect(names).not.toContain('Force')
    }
    expect(script).not.toMatch(/Invoke-Expression|\biex\b/)
    // Parameters are data: they are read from $p, never written into a script.
    expect(script).not.toContain('undefined')
  })
})

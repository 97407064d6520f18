import { hypervAnswer } from './hyperv-machine'
import { scvmmAnswer } from './scvmm-machine'
import { ScriptFailed } from './windows-shell'
import { startWindowsLab, type WindowsLab } from './start'
import { hypervWorld, type HypervWorld, scvmmWorld, type ScvmmWorld } from './worlds'

/** SEC_E_NO_CREDENTIALS: what a logon by key meets at the next machine, since it holds nothing to sign in there with. */
const noCredentials = () =>
  new ScriptFailed({
    message: 'No credentials are available in the security package (0x8009030E).',
    category: 'NotSpecified',
    id: 'VirtualizationException',
    type: 'Microsoft.HyperV.PowerShell.VirtualizationException',
    code: 0x8009030e | 0,
  })

/** Two hosts that run Hyper-V. A move without a cluster signs in to the other one, which takes no logon by key. */
export const startHypervLab = (clustered: boolean, password: string | null = null): Promise<WindowsLab<HypervWorld>> =>
  startWindowsLab(
    ['HV-1', 'HV-2'],
    hypervWorld(clustered),
    (world, { machine, signedInBy, name, parameters }) => {
      if (name === 'move a VM' && signedInBy === 'publickey') throw noCredentials()
      return hypervAnswer(world, machine, name, parameters)
    },
    password,
  )

/** One SCVMM server. */
export const startScvmmLab = (): Promise<WindowsLab<ScvmmWorld>> =>
  startWindowsLab(['VMM'], scvmmWorld(), (world, { name, parameters }) => scvmmAnswer(world, name, parameters))

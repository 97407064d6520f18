import { hypervAnswer } from './hyperv-machine'
import { scvmmAnswer } from './scvmm-machine'
import { startWindowsLab, type WindowsLab } from './start'
import { hypervWorld, type HypervWorld, scvmmWorld, type ScvmmWorld } from './worlds'

/** Two hosts that run Hyper-V. */
export const startHypervLab = (clustered: boolean): Promise<WindowsLab<HypervWorld>> =>
  startWindowsLab(['HV-1', 'HV-2'], hypervWorld(clustered), (world, { machine, name, parameters }) =>
    hypervAnswer(world, machine, name, parameters),
  )

/** One SCVMM server. */
export const startScvmmLab = (): Promise<WindowsLab<ScvmmWorld>> =>
  startWindowsLab(['VMM'], scvmmWorld(), (world, { name, parameters }) => scvmmAnswer(world, name, parameters))

import type { HardwareAct, HostPower } from '../../../domain/hardware'
import type { Request } from './link'
import type { Run } from './repository'

const CHASSIS = 0x00
const GET_STATUS = 0x01
const CONTROL = 0x02
const POWER_IS_ON = 0x01

/** An answer too short to hold it is no state. */
export const powerState = async (run: Run): Promise<HostPower> => {
  const data = await run({ netFn: CHASSIS, command: GET_STATUS, data: Buffer.alloc(0), doing: 'tell its power state' })
  const [state] = data
  return state === undefined ? 'unknown' : (state & POWER_IS_ON) === 0 ? 'off' : 'on'
}

/** Chassis Control (IPMI 2.0, 28.3). */
const CONTROLS: Readonly<Record<HardwareAct, { readonly value: number; readonly doing: string }>> = {
  'power-off': { value: 0, doing: 'switch the machine off' },
  'power-on': { value: 1, doing: 'switch the machine on' },
  'power-cycle': { value: 2, doing: 'take the machine’s power and give it again' },
  'soft-off': { value: 5, doing: 'ask the operating system to shut down' },
}

/** Switching on what is on changes nothing, so that alone is sent again when no answer comes. */
export const controlRequest = (act: HardwareAct): Request => ({
  netFn: CHASSIS,
  command: CONTROL,
  data: Buffer.from([CONTROLS[act].value]),
  doing: CONTROLS[act].doing,
  once: act !== 'power-on',
})

/** Whether there is nothing left to do (A2). */
export const isSoAlready = (act: HardwareAct, power: HostPower): boolean =>
  act === 'power-on' ? power === 'on' : (act === 'power-off' || act === 'soft-off') && power === 'off'

import { hasPower } from './power'
import { cutOff, powerOnWithHost } from './guests'
import { note, vmsOn, type HostState, type WorldState } from './state'

export const isUp = (host: HostState | undefined): boolean => host?.phase === 'up' || host?.phase === 'shutting-down'

const enter = (state: WorldState, host: HostState, phase: HostState['phase'], seconds: number | null, event: string): void => {
  host.phase = phase
  host.phaseEndsAtMs = seconds === null ? null : state.nowMs + seconds * 1_000
  host.bootedAtMs = phase === 'booting' || phase === 'off' ? null : (host.bootedAtMs ?? state.nowMs)
  note(state, 'host', host.config.name, event)
}

const boot = (state: WorldState, host: HostState): void => enter(state, host, 'booting', host.config.bootSeconds, 'booting')

/** Guests still on are killed and recorded. */
const endGuests = (state: WorldState, host: HostState, cause: 'power-cut' | 'host-shutdown'): void => {
  for (const vm of vmsOn(state, host.config.name)) cutOff(state, vm, cause)
}

export const tickHosts = (state: WorldState): void => {
  for (const host of state.hosts.values()) {
    const powered = hasPower(state, host)
    if (!powered && host.phase !== 'off') {
      enter(state, host, 'off', null, 'power-lost')
      host.bootsAgain = false
      endGuests(state, host, 'power-cut')
    } else if (powered && !host.hadPower && host.config.bootsWhenPowered) {
      boot(state, host)
    } else if (host.phaseEndsAtMs !== null && state.nowMs >= host.phaseEndsAtMs) {
      if (host.phase === 'booting') {
        enter(state, host, 'up', null, 'up')
        for (const vm of vmsOn(state, host.config.name)) powerOnWithHost(state, vm)
      } else {
        enter(state, host, 'off', null, 'off')
        endGuests(state, host, 'host-shutdown')
        if (host.bootsAgain) boot(state, host)
        host.bootsAgain = false
      }
    }
    host.hadPower = powered
  }
}

/** Null: accepted; else why not. */
export const shutDownHost = (state: WorldState, host: HostState): string | null => {
  if (host.phase !== 'up') return `node ${host.config.name} is ${host.phase}`
  enter(state, host, 'shutting-down', host.config.shutdownSeconds, 'shutting-down')
  return null
}

/** Null: accepted; else why not. */
export const rebootHost = (state: WorldState, host: HostState): string | null => {
  const refusal = shutDownHost(state, host)
  if (refusal === null) host.bootsAgain = true
  return refusal
}

/** Wake-on-LAN: works on a host that is off and has power, does nothing otherwise. */
export const wakeHost = (state: WorldState, host: HostState): void => {
  if (host.phase === 'off' && hasPower(state, host)) boot(state, host)
}

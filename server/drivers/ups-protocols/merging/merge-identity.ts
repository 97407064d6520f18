import type { UpsIdentity } from '../../../domain/ups'

type Naming = Omit<UpsIdentity, 'kind' | 'family' | 'also'>

/** Each name from the richest family that has one. */
export const mergeIdentity = (namings: readonly Naming[]): Naming => {
  const first = (of: (naming: Naming) => string | null): string | null => namings.map(of).find((one) => one !== null) ?? null
  return {
    manufacturer: first(({ manufacturer }) => manufacturer),
    model: first(({ model }) => model),
    serial: first(({ serial }) => serial),
    firmware: first(({ firmware }) => firmware),
    agentFirmware: first(({ agentFirmware }) => agentFirmware),
  }
}

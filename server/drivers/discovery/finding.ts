import type { UpsAddress, UpsSecret } from '../../domain/ups'
import type { UpsProbe } from '../ups/probe'

/** What a search found out about one address. */
export type Finding =
  | {
      readonly kind: 'device'
      readonly address: UpsAddress
      /** Which of the credentials of its protocol worked, from 0. */
      readonly credential: number
      readonly systemName: string | null
      readonly probe: UpsProbe
    }
  /** It is watched already, and was not asked. */
  | { readonly kind: 'watched'; readonly address: UpsAddress }
  /** Something answers that is no power device, or (`problem`) that could not be read. */
  | {
      readonly kind: 'other'
      readonly endpoint: string
      readonly description: string | null
      readonly problem: string | null
    }

/** How addresses are asked; the credentials in their order. */
export interface SearchWays {
  readonly snmp: { readonly port: number; readonly secrets: readonly Exclude<UpsSecret, { kind: 'nut-user' }>[] } | null
  readonly nut: {
    readonly port: number
    readonly tls: Extract<UpsAddress, { protocol: 'nut' }>['tls']
    readonly secret: Extract<UpsSecret, { kind: 'nut-user' }>
  } | null
}

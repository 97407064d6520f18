import type { z } from 'zod'
import type { CredentialId, HostId } from '../../domain/ids'
import type { WayProof } from '../../domain/way-proof'
import type { Secret, StoreReads, StoreWrites } from '../../store/store'
import type { Refusal } from './change-answer'

/** How one host is reached: its BMC, or past its manager. */
export interface WayRow<Address> {
  readonly hostId: HostId
  readonly address: Address
  readonly credentialId: CredentialId
  readonly createdAtMs: number
}

/** A kind of way to a host, as far as changing it goes. */
export interface HostWay<Address, Kept extends Secret> {
  /** Before the host's name: "The BMC of". */
  readonly title: string
  /** Of the credential, before the host's name. */
  readonly credentialTitle: string
  /** Of journal entries, before "-added": "hardware." or "host.direct-path-". */
  readonly kindPrefix: string
  readonly secretSchema: z.ZodType<Kept>
  readonly endpointOf: (address: Address) => string
  /** Two hosts are not reached at the same place. */
  readonly isSamePlace: (one: Address, other: Address) => boolean
  readonly rows: (read: StoreReads) => { readonly get: (hostId: HostId) => Promise<WayRow<Address> | null> }
  readonly writes: (tx: StoreWrites) => {
    readonly get: (hostId: HostId) => Promise<WayRow<Address> | null>
    readonly list: () => Promise<readonly WayRow<Address>[]>
    readonly put: (row: WayRow<Address>) => Promise<void>
  }
  /** Signs in there as the nightly proof does (A12); nothing is switched. What was found is for people. */
  readonly look: (
    target: { readonly address: Address; readonly secret: Kept },
    hostId: HostId,
  ) => Promise<Refusal | { readonly found: object; readonly proof: WayProof }>
}

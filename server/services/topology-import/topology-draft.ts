import type { UpsAddress, UpsSecret } from '../../domain/ups'

/** What a file says of the topology, before it is held against what is there. Line numbers are the file's own, from 1. */
export interface TopologyDraft {
  readonly devices: readonly DraftDevice[]
  readonly groups: readonly DraftGroup[]
  readonly feeds: readonly DraftFeed[]
  readonly deviceFeeds: readonly DraftDeviceFeed[]
  readonly notes: readonly DraftNote[]
}

export interface DraftDevice {
  readonly line: number
  readonly name: string
  readonly address: UpsAddress
  /** Where the file holds it. Null: the one that is typed with the import, or the UPS's own as it is. Never shown (K5). */
  readonly secret: UpsSecret | null
}

export interface DraftGroup {
  readonly line: number
  readonly name: string
  /** Names of UPSs, in the file or already there. */
  readonly deviceNames: readonly string[]
  readonly requiredDevices: number
  /** Where the number was concluded rather than read: why. */
  readonly because: string | null
}

export interface DraftFeed {
  readonly line: number
  readonly hostName: string
  /** Tells hosts of one name apart. */
  readonly managerName: string | null
  readonly deviceName: string
  readonly label: 'A' | 'B'
  readonly outletId: string | null
}

/** What feeds an input of a PDU or ATS. */
export interface DraftDeviceFeed {
  readonly line: number
  readonly deviceName: string
  readonly sourceName: string
  /** The input. */
  readonly label: 'A' | 'B'
  /** Of the source. */
  readonly outletId: string | null
}

/** `refused`: the line is wrong. `not-understood`: nobody knows what it means. `left-out`: known, but Ridethrough has another way for it. */
export interface DraftNote {
  readonly line: number
  readonly outcome: 'refused' | 'not-understood' | 'left-out'
  /** Names keywords, never values: a value may be a secret (K5). */
  readonly message: string
}

import type { ManagerAddress, ManagerKind, ManagerSecret } from '../../../domain/manager'

/** Something that speaks a platform's protocol, for the contract suite. */
export interface HypervisorPeer {
  readonly kind: ManagerKind
  /** False skips the suite, having said why. */
  readonly isHere: () => boolean
  start(): Promise<RunningPeer>
}

export interface RunningPeer {
  /** With the right pin. */
  readonly address: ManagerAddress
  readonly secret: ManagerSecret
  readonly wrongSecret: ManagerSecret
  /** What must never be read in a message. */
  readonly secretTexts: readonly string[]
  /** What a message must tell where the address is used without its pin. */
  readonly fingerprint: string
  stop(): Promise<void>
}

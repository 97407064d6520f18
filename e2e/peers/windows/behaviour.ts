/** How the stand-in answers: as it should, or one of the ways in which it may not. */
export type Behaviour =
  | { readonly mode: 'normal' | 'silent' | 'garbage' | 'truncated' | 'other-json' | 'no-powershell' }
  | {
      readonly mode: 'error'
      readonly error: ToldError
    }

/** As PowerShell tells of an error. */
export interface ToldError {
  readonly message: string
  readonly category: string
  readonly id: string
  readonly type: string
  readonly code: number
}

export interface Asked {
  readonly machine: string
  /** How the account signed in to that machine. */
  readonly signedInBy: 'publickey' | 'password'
  readonly name: string
  readonly parameters: Readonly<Record<string, unknown>>
}

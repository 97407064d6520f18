/** What runs commands on the far side: how a script is handed over, and what a person must know about its SSH server. */
export interface FarShell {
  /** `seconds`: the far side ends the script by itself after these, where it can. */
  command(script: string, seconds: number): { readonly line: string; readonly stdin?: string }
  /** This exit code says that the far side ended it so. */
  readonly endedByItself: readonly number[]
  /** Where the server's own key lies, to compare fingerprints. */
  readonly hostKeyFile: string
  /** What to do when `user` is not let in. */
  letIn(user: string, host: string): string
}

/** What a machine makes of a command that came over SSH. */
export interface FarCommand {
  /** What is to be run, as a judge may read it. */
  readonly text: string
  readonly code: number
  readonly told: string
  /** How what is told is printed. */
  readonly printed: (told: string) => string
}

/** `machine`: the machine's name. `input`: what came by standard input. */
export type FarMachine = (machine: string, line: string, input: string) => FarCommand | Promise<FarCommand>

export const plain = (told: string): string => told

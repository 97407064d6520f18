import type { DriverFailure } from '../drivers/ports'

/** What every command ends with, so that scripts can tell a wrong call from a silent device. */
export const EXIT_CODE = { ok: 0, failed: 1, usage: 2, unreachable: 3, refused: 4 } as const
export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE]

export const exitCodeOfFailure = (failure: DriverFailure): ExitCode => {
  switch (failure.kind) {
    case 'unreachable':
    case 'unknown':
      return EXIT_CODE.unreachable
    case 'refused':
      return EXIT_CODE.refused
    case 'unsupported':
      return EXIT_CODE.failed
  }
}

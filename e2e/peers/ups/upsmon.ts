import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { labFolder, startProcess } from './process'

export const NUT_CLIENTS = ['/lib/nut/upsmon', 'upsc', 'upscmd'] as const

export interface Upsmon {
  /** NUT's names of what it was notified of so far: ONBATT, LOWBATT, … */
  notified(): readonly string[]
  /** True once it has run the command that would stop a NAS. */
  hasShutDown(): boolean
  output(): string
  stop(): Promise<void>
}

/** NUT's own upsmon following one UPS as a secondary, on loopback; in place of a shutdown it touches a file. */
export const startUpsmon = (given: {
  readonly monitor: string
  readonly user: string
  readonly password: string
  readonly more?: readonly string[]
}): Upsmon => {
  const folder = labFolder('upsmon')
  chmodSync(folder.path, 0o755)
  const file = (name: string) => join(folder.path, name)
  const [events, down, notify] = [file('events'), file('down'), file('notify.sh')]
  writeFileSync(notify, `#!/bin/sh\necho "$NOTIFYTYPE" >> ${events}\n`, { mode: 0o755 })
  const kinds = ['ONLINE', 'ONBATT', 'LOWBATT', 'COMMOK', 'COMMBAD', 'FSD', 'SHUTDOWN', 'REPLBATT', 'NOCOMM', 'NOPARENT']
  writeFileSync(
    file('upsmon.conf'),
    [
      `MONITOR ${given.monitor} 1 ${given.user} ${given.password} secondary`,
      'MINSUPPLIES 1',
      'RUN_AS_USER root',
      `SHUTDOWNCMD "touch ${down}"`,
      `NOTIFYCMD ${notify}`,
      'POLLFREQ 1',
      'POLLFREQALERT 1',
      'HOSTSYNC 1',
      'DEADTIME 6',
      'FINALDELAY 0',
      ...kinds.map((kind) => `NOTIFYFLAG ${kind} EXEC`),
      ...(given.more ?? []),
      '',
    ].join('\n'),
    { mode: 0o600 },
  )
  const env = { NUT_CONFPATH: folder.path, NUT_STATEPATH: folder.path, NUT_ALTPIDPATH: folder.path }
  const upsmon = startProcess('/lib/nut/upsmon', ['-F', '-p', '-D'], { env })
  return {
    notified: () =>
      existsSync(events)
        ? readFileSync(events, 'utf8')
            .split('\n')
            .filter((word) => word !== '')
        : [],
    hasShutDown: () => existsSync(down),
    output: () => upsmon.output(),
    stop: async () => {
      await upsmon.stop()
      folder.remove()
    },
  }
}

/** One of NUT's programs that end by themselves. The server under test may live in this process: nothing here may block. */
export const nutAnswers = (program: string, args: readonly string[]): Promise<{ readonly ok: boolean; readonly text: string }> =>
  new Promise((done) => {
    execFile(program, args, { encoding: 'utf8', timeout: 20_000 }, (error, stdout, stderr) =>
      done({ ok: error === null, text: `${stdout}${stderr}` }),
    )
  })

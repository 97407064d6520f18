import { createServer, type Server, type Socket } from 'node:net'
import { z } from 'zod'
import type { Asked, Behaviour, ToldError } from './behaviour'

const COMMAND =
  /^powershell(?: -NoProfile| -NonInteractive| -InputFormat Text| -OutputFormat Text)+ -EncodedCommand ([A-Za-z0-9+/=]+)$/

const questionSchema = z.object({ script: z.string(), parameters: z.record(z.string(), z.unknown()) })

/** To one who was cut off in mid-question, and hears nothing any more. */
const TORN_QUESTION = '1\nConvertFrom-Json : Invalid JSON primitive\r\n'
const UNKNOWN_COMMAND = "1\n'powershell' is not recognized as an internal or external command,\r\n"

interface Site {
  behaviour(): Behaviour
  answer(asked: Asked): unknown
}

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** As cmd.exe and PowerShell would: the command line is decoded, and the question read from standard input. */
export const questionIn = (command: string, input: string): z.infer<typeof questionSchema> | 'torn' | null => {
  const encoded = COMMAND.exec(command)?.[1]
  // cmd.exe takes no longer line.
  if (encoded === undefined || command.length > 8_191) return null
  const program = Buffer.from(encoded, 'base64').toString('utf16le')
  if (!program.includes('[ScriptBlock]::Create($question.script)')) throw new Error('this program reads no question')
  const question = jsonIn(Buffer.from(input.replace(/\s/g, ''), 'base64').toString('utf8'))
  return question === null ? 'torn' : questionSchema.parse(question)
}

/** What PowerShell prints that has this JSON to tell, among what a profile says. */
export const printedBy = (machine: string, json: string): string =>
  `Welcome to ${machine}\r\nridethrough:${Buffer.from(json, 'utf8').toString('base64')}:end\r\n`

const told = (machine: string, answer: unknown): string => `0\n${printedBy(machine, JSON.stringify(answer))}`

/** What a cmdlet fails with. */
export class ScriptFailed extends Error {
  constructor(readonly told: ToldError) {
    super(told.message)
  }
}

const outcomeOf = async (site: Site, asked: Asked): Promise<object> => {
  try {
    return { told: await site.answer(asked) }
  } catch (error) {
    if (error instanceof ScriptFailed) return { error: error.told }
    throw error
  }
}

/** Null: it says nothing, for ever. */
const said = async (
  site: Site,
  { machine, signedInBy }: Pick<Asked, 'machine' | 'signedInBy'>,
  command: string,
  input: string,
): Promise<string | null> => {
  const question = questionIn(command, input)
  if (question === null) return UNKNOWN_COMMAND
  if (question === 'torn') return TORN_QUESTION
  const asked = {
    machine,
    signedInBy,
    name: /^# Ridethrough: (.*)$/m.exec(question.script)?.[1] ?? '',
    parameters: question.parameters,
  }
  const behaviour = site.behaviour()
  const outcome = await outcomeOf(site, asked)
  switch (behaviour.mode) {
    case 'normal':
      return told(machine, outcome)
    case 'silent':
      return null
    case 'garbage':
      return '0\n\u0000\u0001 this is no answer \r\n<html>'
    case 'truncated':
      return told(machine, outcome).slice(0, -20)
    case 'other-json':
      return told(machine, { told: { hello: 'world' } })
    case 'no-powershell':
      return UNKNOWN_COMMAND
    case 'error':
      return told(machine, { error: behaviour.error })
  }
}

/** Where the relays of all machines of a site call; see relay.sh. */
export const startShells = async (site: Site): Promise<{ readonly port: number; stop(): Promise<void> }> => {
  const open = new Set<Socket>()
  const server: Server = createServer((socket) => {
    open.add(socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket)))
    let received = ''
    socket.setEncoding('utf8').on('data', (data: string) => {
      received += data
      if (!received.endsWith('\nEND\n')) return
      const [machine = '', how = '', command = '', ...input] = received.slice(0, -'END\n'.length).split('\n')
      const signedInBy = how === 'password' ? how : 'publickey'
      void said(site, { machine, signedInBy }, command, input.join('\n')).then((answer) => {
        if (answer !== null) socket.end(answer)
      })
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    stop: () => {
      for (const socket of open) socket.destroy()
      return new Promise((done) => server.close(() => done()))
    },
  }
}

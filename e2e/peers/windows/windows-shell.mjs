// What sshd starts for every command: stands in for cmd.exe and Windows PowerShell on the machine named in the arguments.
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hypervAnswer } from './hyperv-machine.mjs'
import { scvmmAnswer } from './scvmm-machine.mjs'

const [folder, machine] = process.argv.slice(2)
const file = (name) => join(folder, name)
const json = (name) => JSON.parse(readFileSync(file(name), 'utf8'))

const input = async () => {
  const parts = []
  for await (const part of process.stdin) parts.push(part)
  return Buffer.concat(parts).toString('ascii')
}

const line =
  /^powershell (?:-NoProfile|-NonInteractive|-InputFormat Text|-OutputFormat Text| )+ -EncodedCommand ([A-Za-z0-9+/=]+)$/.exec(
    process.env.SSH_ORIGINAL_COMMAND ?? '',
  )
if (line === null || line[0].length > 8_000) {
  process.stderr.write("'powershell' is not recognized as an internal or external command\r\n")
  process.exit(9009)
}
const bootstrap = Buffer.from(line[1], 'base64').toString('utf16le')
if (!bootstrap.includes('ConvertFrom-Json') || !bootstrap.includes('[ScriptBlock]::Create($question.script)'))
  throw new Error('this is not the program that reads a question')

const { script, parameters } = JSON.parse(Buffer.from((await input()).replace(/\s/g, ''), 'base64').toString('utf8'))
const name = /^# Ridethrough: (.*)$/m.exec(script)?.[1]
appendFileSync(file('asked.jsonl'), `${JSON.stringify({ machine, name, parameters })}\n`)

/** Machines of one site answer at the same time; their world must not lose what another one did. */
const alone = async (work) => {
  for (;;) {
    try {
      mkdirSync(file('lock'))
      break
    } catch {
      await new Promise((done) => setTimeout(done, 5))
    }
  }
  try {
    return work()
  } finally {
    rmdirSync(file('lock'))
  }
}

/** Says nothing until the connection is gone. */
const silence = (parent) =>
  new Promise((done) => {
    const timer = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(timer)
      done()
    }, 200)
  })

const behaviour = json('behaviour.json')
const say = (answer) => {
  const whole = `ridethrough:${Buffer.from(JSON.stringify(answer), 'utf8').toString('base64')}:end`
  // A profile that talks, and progress as PowerShell writes it when nobody looks.
  process.stdout.write(`Welcome to ${machine}\r\n${whole}\r\n`)
  process.stderr.write('#< CLIXML\r\n<Objs Version="1.1.0.1"><Obj S="progress"></Obj></Objs>')
}

switch (behaviour.mode) {
  case 'silent':
    await silence(process.ppid)
    break
  case 'garbage':
    process.stdout.write('\u0000\u0001 this is no answer \r\n<html>')
    break
  case 'truncated':
    process.stdout.write('ridethrough:eyJ0b2xkIjp7Imhvc3QiOns')
    break
  case 'other-json':
    say({ told: { hello: 'world' } })
    break
  case 'no-powershell':
    process.stderr.write("'powershell' is not recognized as an internal or external command\r\n")
    process.exit(9009)
    break
  case 'error':
    say({ error: behaviour.error })
    break
  default: {
    const told = await alone(() => {
      const world = json('world.json')
      const answer =
        'server' in parameters ? scvmmAnswer(world, name, parameters) : hypervAnswer(world, machine, name, parameters)
      writeFileSync(file('world.next'), JSON.stringify(world))
      renameSync(file('world.next'), file('world.json'))
      return answer
    })
    say({ told })
  }
}

import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { answerIn, type PowerShellError } from './answer'
import { powerShellFailure } from './failures'
import { question, questionText } from './question'
import { COMMAND_LINE, windowsShell } from './windows-shell'

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64')

describe('a question on its way', () => {
  const asked = question('move a VM', z.unknown(), '$p.name')
  const NAMES = ["o'brien", "’); Stop-Computer; ('", '$(Stop-Computer)', '`"; exit', 'Größe 漢字', 'a\r\nb', '"@\n\'@']

  it.each(NAMES)('carries the name %j as data: the script is the same whatever it is', (name) => {
    const sent = windowsShell.command(questionText(asked, { name }), 1)
    const read: unknown = JSON.parse(Buffer.from(sent.stdin ?? '', 'base64').toString('utf8'))
    expect(read).toEqual({ script: '# Ridethrough: move a VM\n$p.name', parameters: { name } })
    expect(sent.line).toBe(COMMAND_LINE)
  })

  it('is plain ASCII in short lines, and the command line fits cmd.exe', () => {
    const { line, stdin = '' } = windowsShell.command(questionText(asked, { name: 'ß'.repeat(20_000) }), 1)
    expect(`${line}${stdin}`).toMatch(/^[\x20-\x7e\n]+$/)
    expect(line.length).toBeLessThan(8_191)
    expect(Math.max(...stdin.split('\n').map((each) => each.length))).toBeLessThanOrEqual(4_000)
  })
})

describe('an answer', () => {
  const error: PowerShellError = { message: 'no', category: 'PermissionDenied', id: 'x', type: 'y', code: -1 }

  it.each([
    ['alone', `ridethrough:${encoded({ told: { a: 1 } })}:end`],
    ['among noise', `Welcome!\r\nridethrough:${encoded({ told: { a: 1 } })}:end\r\n#< CLIXML\r\n<Objs/>`],
    ['in broken lines', `ridethrough:${encoded({ told: { a: 1 } }).replace(/(.{5})/g, '$1\r\n')}:end`],
  ])('%s is read', (_how, text) => expect(answerIn(text)).toEqual({ kind: 'told', value: { a: 1 } }))

  it('may be an error', () => expect(answerIn(`ridethrough:${encoded({ error })}:end`)).toEqual({ kind: 'error', error }))

  it.each([
    '',
    'Welcome!',
    `ridethrough:${encoded({ told: 1 })}`,
    'ridethrough:%%%:end',
    `ridethrough:${encoded('text')}:end`,
    `ridethrough:${encoded({ error: 'text' })}:end`,
    `ridethrough:${encoded({ told: { a: 1 } }).slice(0, 9)}:end`,
  ])('that is none or not whole is none: %j', (text) => expect(answerIn(text)).toEqual({ kind: 'none' }))
})

describe('an error, told apart by what no language of Windows changes', () => {
  const advice = { modules: 'install the module', account: 'give the account rights' }
  const said = (given: Partial<PowerShellError>, changes = false) => {
    const error = {
      message: 'Zugriff verweigert.',
      category: 'NotSpecified',
      id: '',
      type: 'System.Exception',
      code: 0,
      ...given,
    }
    return powerShellFailure('hv-1', 'save a VM', error, advice, changes)
  }

  it.each([
    [{ type: 'System.Management.Automation.CommandNotFoundException' }, 'lacks a PowerShell module', advice.modules],
    [
      { id: 'Modules_ModuleNotFound,Microsoft.PowerShell.Commands.ImportModuleCommand' },
      'lacks a PowerShell module',
      advice.modules,
    ],
    [{ category: 'PermissionDenied' }, 'may not save a VM', advice.account],
    [{ code: -2147024891 }, 'may not save a VM', advice.account],
    [{ code: -2146893042 }, 'may not sign in to another machine', 'user and password'],
  ])('A1 %j is a refusal, of a reading and of an act: it will not change by itself', (given, message, hint) => {
    for (const changes of [false, true]) {
      const failure = said(given, changes)
      expect(failure.kind).toBe('refused')
      expect(failure.message).toContain(message)
      expect(failure.hint).toContain(hint)
    }
  })

  const GET_VM = 'InvalidParameter,Microsoft.HyperV.PowerShell.Commands.GetVM'
  const GET_INSTANCE = 'HRESULT 0x800706be,Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand'
  const CONNECT = '1612,Microsoft.SystemCenter.VirtualMachineManager.Cmdlets.ConnectServerCmdlet'
  const INVOKE = 'HRESULT 0x800706be,Microsoft.Management.Infrastructure.CimCmdlets.InvokeCimMethodCommand'
  const STOP = '2606,Microsoft.SystemCenter.VirtualMachineManager.Cmdlets.StopVMCmdlet'

  it.each([
    [{ code: -2147023174 }, 'unreachable', 'does not reach the cluster'],
    [{ code: -2147019846 }, 'unknown', 'does not reach the cluster'],
    [{ code: -2147023170, id: INVOKE }, 'unknown', 'was asked to save a VM and failed: Zugriff verweigert.'],
    [{ id: STOP }, 'unknown', 'and failed'],
    [{}, 'unknown', 'and failed'],
    [{ id: CONNECT }, 'unreachable', 'and failed'],
    [{ code: -2147023170, id: GET_INSTANCE }, 'unreachable', 'and failed'],
    [{ id: GET_VM }, 'unreachable', 'and failed'],
  ])('A1 D3 %j is no refusal: before an act it is tried again, after one it is %s', (given, afterAct, message) => {
    expect(said(given)).toMatchObject({ kind: 'unreachable', message: expect.stringContaining(message) as string })
    expect(said(given, true).kind).toBe(afterAct)
  })
})

import type { Asked } from '../../../peers/windows/behaviour'
import { printedBy, questionIn } from '../../../peers/windows/windows-shell'
import { type FarMachine, plain } from './far-machine'

const asError = (error: unknown) => ({
  error: { message: String(error), category: 'ObjectNotFound', id: 'NotThere', type: 'System.Exception', code: -2_146_233_088 },
})

/** PowerShell, stood in for: one question, and what the site answers to it as JSON. */
export const windowsMachine =
  (answer: (asked: Asked) => unknown): FarMachine =>
  async (machine, line, input) => {
    const question = questionIn(line, input)
    if (question === null) throw new Error(`no question: ${line}`)
    // The connection ended while it was told.
    if (question === 'torn') return { text: 'torn', code: 1, told: '', printed: plain }
    const { script, parameters } = question
    const name = /^# Ridethrough: (.*)$/m.exec(script)?.[1] ?? ''
    const answered = Promise.resolve().then(() => answer({ machine, signedInBy: 'password', name, parameters }))
    const told = await answered.then((value) => ({ told: value }), asError)
    return {
      text: `${name}\n${JSON.stringify(parameters)}`,
      code: 0,
      told: JSON.stringify(told),
      printed: (json) => printedBy(machine, json),
    }
  }

import type { ManagerChangeAnswer, Recognised } from '../../domain/manager-change'

const recognisedLine = (what: string, { known, found, missing }: Recognised): string =>
  known === 0
    ? `${what} known here: none`
    : `${what} known here: ${found} of ${known} are there${missing.length === 0 ? '' : `; not there: ${missing.join(', ')}`}`

/** What answers at a manager that is reached otherwise, held against what is known of it. */
export const linesOfAnswer = (name: string, answer: ManagerChangeAnswer): readonly string[] => [
  `${name}: ${[answer.product, answer.version].filter(Boolean).join(' ')}`,
  answer.instance === 'same'
    ? `The same installation as before (${answer.instanceUuid ?? ''}).`
    : 'Nothing it says of itself proves that it is the same installation.',
  recognisedLine('Hosts', answer.hosts),
  recognisedLine('VMs', answer.vms),
  ...answer.notes.map((note) => `note: ${note}`),
]

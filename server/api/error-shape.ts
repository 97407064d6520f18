import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'
import type { InputProblem } from '../domain/input-problem'
import { ServiceError, type ServiceErrorKind } from '../services/service-error'
import { StoreError } from '../store/store-error'
import { inputProblems } from './input-problems'

const CODES = {
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  'not-found': 'NOT_FOUND',
  conflict: 'CONFLICT',
  'acts-at-once': 'CONFLICT',
  refused: 'PRECONDITION_FAILED',
  'too-many': 'TOO_MANY_REQUESTS',
} as const satisfies Record<ServiceErrorKind, TRPCError['code']>

export const toTrpcError = (error: unknown): TRPCError => {
  const cause = error instanceof TRPCError ? error.cause : error
  if (cause instanceof ServiceError) return new TRPCError({ code: CODES[cause.kind], message: cause.message, cause })
  if (error instanceof TRPCError) return error
  return new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'Internal error', cause })
}

export interface ErrorForPeople {
  readonly message: string
  readonly hint: string | null
  readonly kind: ServiceErrorKind | 'invalid' | 'store' | 'internal' | 'transport'
  /** Of `invalid`: each field that was not taken. */
  readonly problems?: readonly InputProblem[]
}

const TOLD = 3

/** What the other side may read. Of an unexpected error it reads nothing: its text could hold anything (K5). */
export const errorForPeople = (error: TRPCError): ErrorForPeople => {
  const { cause } = error
  if (cause instanceof ServiceError) return { message: cause.message, hint: cause.hint, kind: cause.kind }
  if (cause instanceof ZodError) {
    const problems = inputProblems(cause.issues)
    const words = problems.slice(0, TOLD).map(({ message }) => message)
    return { message: words.join('; '), hint: 'Correct the input and try again.', kind: 'invalid', problems }
  }
  if (cause instanceof StoreError) return { message: cause.message, hint: cause.hint, kind: 'store' }
  if (error.code === 'INTERNAL_SERVER_ERROR')
    return { message: 'Something failed inside the server', hint: 'Its log says what. Try again.', kind: 'internal' }
  return { message: error.message, hint: null, kind: 'transport' }
}

import { expect } from 'vitest'

/** Vitest's asymmetric matchers are typed `any`; these are not. */
export const textWith = (part: string): unknown => expect.stringContaining(part)
export const textLike = (pattern: RegExp): unknown => expect.stringMatching(pattern)
export const someText = (): unknown => expect.any(String)

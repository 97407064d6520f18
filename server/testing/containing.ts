import { expect } from 'vitest'

/** `expect.stringContaining` gives `any`; a matcher inside an expected object needs no more than this. */
export const containing = (text: string): unknown => expect.stringContaining(text)

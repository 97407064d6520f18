import { describe, expect, it } from 'vitest'
import { securityHeaders } from './security-headers'

const headersOf = (changes: Partial<Parameters<typeof securityHeaders>[0]> = {}) =>
  new Map(securityHeaders({ nonce: 'abc', development: false, secure: false, ...changes }))
const directive = (name: string, changes = {}) =>
  headersOf(changes)
    .get('content-security-policy')
    ?.split('; ')
    .find((part) => part.startsWith(`${name} `))

describe('the security headers', () => {
  it('allow scripts and style sheets of this page only, and no eval', () => {
    expect(directive('script-src')).toBe(`script-src 'self' 'nonce-abc' 'strict-dynamic'`)
    expect(directive('style-src')).toBe(`style-src 'self' 'nonce-abc'`)
    expect(directive('object-src')).toBe(`object-src 'none'`)
    expect(directive('base-uri')).toBe(`base-uri 'none'`)
    expect(directive('connect-src')).toBe(`connect-src 'self'`)
  })

  it('forbid being framed', () => {
    expect(headersOf().get('x-frame-options')).toBe('DENY')
    expect(directive('frame-ancestors')).toBe(`frame-ancestors 'none'`)
  })

  it('insist on TLS only where there is TLS', () => {
    expect(headersOf().has('strict-transport-security')).toBe(false)
    expect(headersOf({ secure: true }).get('strict-transport-security')).toContain('max-age=31536000')
  })

  it('relax for hot reload in development only', () => {
    expect(directive('script-src', { development: true })).toContain(`'unsafe-eval'`)
    expect(directive('script-src')).not.toContain('unsafe')
  })
})

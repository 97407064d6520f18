import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TestCertificate {
  readonly key: string
  readonly cert: string
  /** SHA-256, "AA:BB:…". */
  readonly fingerprint: string
}

export interface TestAuthority {
  /** PEM of the authority itself. */
  readonly certificate: string
  issue(options?: { readonly names?: string; readonly days?: number }): TestCertificate
}

const withFolder = <T>(work: (folder: string) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), 'test-certificates-'))
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const openssl = (folder: string, ...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })

const EC_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/** A certificate authority made for one test; `openssl` makes the certificates. A negative number of days: expired. */
export const testAuthority = (): TestAuthority => {
  const authority = withFolder((folder) => {
    openssl(folder, 'req', '-x509', ...EC_KEY, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test authority', '-days', '2')
    return { key: readFileSync(join(folder, 'ca.key'), 'utf8'), cert: readFileSync(join(folder, 'ca.pem'), 'utf8') }
  })
  return {
    certificate: authority.cert,
    issue: ({ names = 'DNS:localhost,IP:127.0.0.1', days = 2 } = {}) =>
      withFolder((folder) => {
        writeFileSync(join(folder, 'ca.key'), authority.key)
        writeFileSync(join(folder, 'ca.pem'), authority.cert)
        writeFileSync(join(folder, 'names'), `subjectAltName=${names}`)
        openssl(folder, 'req', ...EC_KEY, '-keyout', 'own.key', '-out', 'own.csr', '-subj', '/CN=manager under test')
        const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', String(days), '-extfile', 'names']
        openssl(folder, 'x509', '-req', '-in', 'own.csr', ...signing, '-out', 'own.pem')
        const cert = readFileSync(join(folder, 'own.pem'), 'utf8')
        return { key: readFileSync(join(folder, 'own.key'), 'utf8'), cert, fingerprint: new X509Certificate(cert).fingerprint256 }
      }),
  }
}

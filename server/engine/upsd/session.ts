import { meaningOf } from './variables'
import { quoted, wordsOf } from './words'

/** One UPS under one of its names, at this moment. */
export interface SeenUps {
  readonly name: string
  readonly description: string
  /** Null: the data are stale. */
  variables(): ReadonlyMap<string, string> | null
  /** Addresses of the clients that are logged in. */
  logins(): readonly string[]
}

/** What a session asks of the server around it. */
export interface SessionParts {
  readonly version: string
  readonly tls: 'none' | 'offered' | 'required'
  upsNames(): readonly string[]
  ups(name: string): SeenUps | null
  /** What the user may call itself; null: unknown, wrong password, or tried too often. */
  roleOf(user: string, password: string): Promise<'primary' | 'secondary' | null>
  loggedIn(upsName: string, user: string): void
  /** A known user tried to make a UPS or its clients do something; told once per session. */
  refusedAct(what: string, user: string): void
}

export interface Reply {
  readonly text: string
  readonly then: 'go-on' | 'close' | 'start-tls'
}

const line = (text: string): Reply => ({ text: `${text}\n`, then: 'go-on' })
const error = (code: string): Reply => line(`ERR ${code}`)
const list = (title: string, rows: readonly string[]): Reply =>
  line([`BEGIN LIST ${title}`, ...rows, `END LIST ${title}`].join('\n'))

const PROTOCOL_VERSION = '1.3'
const isNumber = (value: string): boolean => /^-?\d+(\.\d+)?$/.test(value)

/** What one client has said so far, and what it is answered: NUT's network protocol, as far as it reads. */
export class Session {
  readonly #parts: SessionParts
  #user: string | null = null
  #password: string | null = null
  #upsName: string | null = null
  #isSecure = false
  #toldOfAct = false

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  get isLoggedIn(): boolean {
    return this.#upsName !== null
  }

  secured(): void {
    this.#isSecure = true
  }

  async answer(text: string): Promise<Reply> {
    const [command = '', ...words] = wordsOf(text)
    switch (command.toUpperCase()) {
      case 'VER':
        return words.length > 0
          ? error('INVALID-ARGUMENT')
          : line(`Network UPS Tools protocol ${PROTOCOL_VERSION}, read-only, by Ridethrough ${this.#parts.version}`)
      case 'NETVER':
      case 'PROTVER':
        return words.length > 0 ? error('INVALID-ARGUMENT') : line(PROTOCOL_VERSION)
      case 'HELP':
        return line('Commands: HELP VER GET LIST SET INSTCMD LOGIN LOGOUT USERNAME PASSWORD STARTTLS')
      case 'GET':
        return this.#get(words)
      case 'LIST':
        return this.#list(words)
      case 'USERNAME':
        return this.#remember('USERNAME', words)
      case 'PASSWORD':
        return this.#remember('PASSWORD', words)
      case 'LOGIN':
        return this.#login(words)
      case 'LOGOUT':
        return { text: 'OK Goodbye\n', then: 'close' }
      case 'PRIMARY':
      case 'MASTER':
        return this.#primary(command.toUpperCase(), words)
      case 'FSD':
        return this.#refuse('FSD', words, words.length === 1)
      case 'SET':
        return this.#refuse('SET', words.slice(1), isTrackingSwitch(words) || isSetVar(words))
      case 'INSTCMD':
        return this.#refuse('INSTCMD', words, words.length === 2 || words.length === 3)
      case 'STARTTLS':
        return this.#startTls()
      default:
        return error('UNKNOWN-COMMAND')
    }
  }

  #get([kind = '', upsName, name]: readonly string[]): Reply {
    if (kind.toUpperCase() === 'TRACKING') return upsName === undefined ? line('OFF') : error('FEATURE-NOT-CONFIGURED')
    if (upsName === undefined) return error('INVALID-ARGUMENT')
    const ups = this.#parts.ups(upsName)
    const known = (answer: (seen: SeenUps) => Reply): Reply => (ups === null ? error('UNKNOWN-UPS') : answer(ups))
    switch (kind.toUpperCase()) {
      case 'UPSDESC':
        return known((seen) => line(`UPSDESC ${seen.name} ${quoted(seen.description)}`))
      case 'NUMLOGINS':
        return known((seen) => line(`NUMLOGINS ${seen.name} ${seen.logins().length}`))
    }
    if (name === undefined) return error('INVALID-ARGUMENT')
    switch (kind.toUpperCase()) {
      case 'VAR':
        return known((seen) => withVariable(seen, name, (shown, value) => line(`VAR ${seen.name} ${shown} ${quoted(value)}`)))
      case 'TYPE':
        return known((seen) =>
          withVariable(seen, name, (shown, value) =>
            line(`TYPE ${seen.name} ${shown} ${isNumber(value) ? 'NUMBER' : `STRING:${Math.max(64, value.length)}`}`),
          ),
        )
      case 'DESC':
        return known((seen) => line(`DESC ${seen.name} ${bare(name)} ${quoted(meaningOf(name) ?? 'Description unavailable')}`))
      case 'CMDDESC':
        return known((seen) => line(`CMDDESC ${seen.name} ${bare(name)} "Description unavailable"`))
      default:
        return error('INVALID-ARGUMENT')
    }
  }

  #list([kind = '', upsName, name]: readonly string[]): Reply {
    if (kind.toUpperCase() === 'UPS')
      return list(
        'UPS',
        this.#parts.upsNames().map((each) => `UPS ${each} ${quoted(this.#parts.ups(each)?.description ?? '')}`),
      )
    if (upsName === undefined) return error('INVALID-ARGUMENT')
    const ups = this.#parts.ups(upsName)
    switch (kind.toUpperCase()) {
      case 'VAR': {
        if (ups === null) return error('UNKNOWN-UPS')
        const variables = ups.variables()
        if (variables === null) return error('DATA-STALE')
        return list(
          `VAR ${ups.name}`,
          [...variables].map(([each, value]) => `VAR ${ups.name} ${each} ${quoted(value)}`),
        )
      }
      // Nothing here can be written or commanded.
      case 'RW':
      case 'CMD':
        if (ups === null) return error('UNKNOWN-UPS')
        return ups.variables() === null ? error('DATA-STALE') : list(`${kind.toUpperCase()} ${ups.name}`, [])
      case 'CLIENT':
        if (ups === null) return error('UNKNOWN-UPS')
        return list(
          `CLIENT ${ups.name}`,
          ups.logins().map((address) => `CLIENT ${ups.name} ${address}`),
        )
      case 'ENUM':
      case 'RANGE':
        if (name === undefined) return error('INVALID-ARGUMENT')
        if (ups === null) return error('UNKNOWN-UPS')
        return withVariable(ups, name, (shown) => list(`${kind.toUpperCase()} ${ups.name} ${shown}`, []))
      default:
        return error('INVALID-ARGUMENT')
    }
  }

  #remember(what: 'USERNAME' | 'PASSWORD', words: readonly string[]): Reply {
    const [value] = words
    if (value === undefined || words.length > 1) return error('INVALID-ARGUMENT')
    if (this.#parts.tls === 'required' && !this.#isSecure) return error('ACCESS-DENIED')
    if (what === 'USERNAME') {
      if (this.#user !== null) return error('ALREADY-SET-USERNAME')
      this.#user = value
    } else {
      if (this.#password !== null) return error('ALREADY-SET-PASSWORD')
      this.#password = value
    }
    return line('OK')
  }

  /** The user's name and password once both were given, else what is missing. */
  #named(): { readonly user: string; readonly password: string } | Reply {
    if (this.#user === null) return error('USERNAME-REQUIRED')
    if (this.#password === null) return error('PASSWORD-REQUIRED')
    return { user: this.#user, password: this.#password }
  }

  async #login(words: readonly string[]): Promise<Reply> {
    const named = this.#named()
    if ('text' in named) return named
    const [upsName] = words
    if (upsName === undefined || words.length > 1) return error('INVALID-ARGUMENT')
    if (this.#upsName !== null) return error('ALREADY-LOGGED-IN')
    const ups = this.#parts.ups(upsName)
    if (ups === null) return error('UNKNOWN-UPS')
    if ((await this.#parts.roleOf(named.user, named.password)) === null) return error('ACCESS-DENIED')
    this.#upsName = ups.name
    this.#parts.loggedIn(ups.name, named.user)
    return line('OK')
  }

  async #primary(word: string, words: readonly string[]): Promise<Reply> {
    const named = this.#named()
    if ('text' in named) return named
    const [upsName] = words
    if (upsName === undefined || words.length > 1) return error('INVALID-ARGUMENT')
    if (this.#parts.ups(upsName) === null) return error('UNKNOWN-UPS')
    const role = await this.#parts.roleOf(named.user, named.password)
    return role === 'primary' ? line(`OK ${word}-GRANTED`) : error('ACCESS-DENIED')
  }

  /** Whatever would make a UPS or its clients do something. The order of the checks is upsd's. */
  async #refuse(what: string, [upsName]: readonly string[], isComplete: boolean): Promise<Reply> {
    const named = this.#named()
    if ('text' in named) return named
    if (!isComplete) return error('INVALID-ARGUMENT')
    if (upsName !== undefined && !/^(on|off)$/i.test(upsName) && this.#parts.ups(upsName) === null) return error('UNKNOWN-UPS')
    // Of strangers nothing is told: anybody could fill the journal.
    if (!this.#toldOfAct && (await this.#parts.roleOf(named.user, named.password)) !== null)
      this.#parts.refusedAct(what, named.user)
    this.#toldOfAct = true
    return error('ACCESS-DENIED')
  }

  #startTls(): Reply {
    if (this.#isSecure) return error('ALREADY-SSL-MODE')
    if (this.#parts.tls === 'none') return error('FEATURE-NOT-CONFIGURED')
    return { text: 'OK STARTTLS\n', then: 'start-tls' }
  }
}

const isSetVar = (words: readonly string[]): boolean => words[0]?.toUpperCase() === 'VAR' && words.length === 4
const isTrackingSwitch = (words: readonly string[]): boolean => words[0]?.toUpperCase() === 'TRACKING' && words.length === 2

/** A name as the client gave it, safe to send back between others. */
const bare = (name: string): string => name.replaceAll(/[\p{Cc}\s"\\]+/gu, '-').slice(0, 128) || '-'

const withVariable = (ups: SeenUps, name: string, answer: (shown: string, value: string) => Reply): Reply => {
  const variables = ups.variables()
  if (variables === null) return error('DATA-STALE')
  const lower = name.toLowerCase()
  const shown = variables.has(name) ? name : [...variables.keys()].find((key) => key.toLowerCase() === lower)
  const value = shown === undefined ? undefined : variables.get(shown)
  return shown === undefined || value === undefined ? error('VAR-NOT-SUPPORTED') : answer(shown, value)
}

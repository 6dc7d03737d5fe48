import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { includesScope } from '@seje/catalogue';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config.js';
import { keyMissing, keyRefused, scopeLacking } from './access-refusals.js';
import { ApiKeys } from './api-keys.js';
import type { Caller } from './caller.js';
import { isLoopback } from './loopback.js';
import { ACCESS, type Access } from './require-scope.decorator.js';

/** Of an endpoint that says nothing: a forgotten decorator locks it, and does not leave it open. */
const UNSAID: Access = { scope: 'admin' };

/** Lets a request through to an endpoint, by the scope that the endpoint asks for; docs/access.md has the rules. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: ApiKeys,
    @Inject(CONFIG) private readonly config: Pick<Config, 'host' | 'open'>,
  ) {}

  /** @throws SejeError UNAUTHORIZED, FORBIDDEN; NOT_READY, DATABASE_FAILED where the keys cannot be read */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, places) ?? UNSAID;
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    await this.check(access, caller);
    return true;
  }

  private async check(access: Access, caller: Caller): Promise<void> {
    const { scope } = access;
    if (scope === undefined) return;
    // A key that is sent is checked, also where none is needed: whoever sends one wants to know.
    if (caller.is === 'refused') throw keyRefused(caller, scope);
    if (caller.is === 'key') {
      if (!includesScope(caller.scopes, scope)) throw scopeLacking(caller, scope);
      return;
    }
    if (!(await this.isOpenToNobody(access))) throw keyMissing(scope);
  }

  private async isOpenToNobody({ scope, openOnLoopback }: Access): Promise<boolean> {
    const onLoopback = isLoopback(this.config.host);
    if (openOnLoopback === true && onLoopback) return true;
    if (scope !== 'search') return false;
    return this.config.open || (onLoopback && (await this.keys.isEmpty()));
  }
}

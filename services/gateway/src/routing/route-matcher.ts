import { idSchema, modelNameSchema, userIdSchema } from '@shared/contracts';
import type { z } from 'zod';
import { RouteNotFound } from '@shared/errors';
import { InvalidId, MethodNotAllowed } from './errors.js';
import type { PublicRoute } from './public-route.js';

const parameter = /^\{(\w+)\}$/;

/**
 * Finds the row of the table that a request is for.
 *
 * Works on the raw, undecoded path: a path that matches holds only literal words and well-formed ids, so
 * it can be handed to an upstream as it is.
 */
export class RouteMatcher {
  private readonly rows: ReadonlyArray<{ route: PublicRoute; steps: readonly string[] }>;

  constructor(routes: readonly PublicRoute[]) {
    this.rows = routes.map((route) => ({ route, steps: route.path.split('/') }));
  }

  /**
   * @param path path part of the request line, without its query.
   * @throws {RouteNotFound | MethodNotAllowed | InvalidId}
   */
  match(method: string, path: string): PublicRoute {
    const given = path.split('/');
    const found = this.rows.filter(({ steps }) => fits(steps, given));
    const [any] = found;
    if (!any) throw new RouteNotFound();

    const row = found.find(({ route }) => methodsOf(route).includes(method));
    if (!row) throw new MethodNotAllowed(found.flatMap(({ route }) => methodsOf(route)));

    row.steps.forEach((step, i) => {
      const name = parameter.exec(step)?.[1];
      if (!name || shapeOf(name).safeParse(given[i]).success) return;
      throw new InvalidId(name, SHAPES[name]);
    });
    return row.route;
  }
}

/** People come from identity providers and models from anywhere: their ids are of many shapes; all else is ours. */
const shapeOf = (name: string): z.ZodType =>
  name === 'userId' ? userIdSchema : name === 'model' ? modelNameSchema : idSchema;

/** Those shapes in words. */
const SHAPES: Readonly<Partial<Record<string, string>>> = {
  userId: '1 to 128 letters, digits, "_", ".", "@" or "-"',
  model: '1 to 200 letters, digits, "_", ".", ":", "@" or "-"',
};

/** HEAD is GET without the body, except where the body never ends. */
const methodsOf = ({ method, streams }: PublicRoute): string[] =>
  method === 'GET' && !streams ? ['GET', 'HEAD'] : [method];

const fits = (steps: readonly string[], given: readonly string[]): boolean =>
  steps.length === given.length &&
  steps.every((step, i) => step === given[i] || (parameter.test(step) && given[i] !== ''));

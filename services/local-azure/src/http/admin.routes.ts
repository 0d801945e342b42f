import type { FastifyPluginAsync } from 'fastify';
import { BadFault, type FaultDesk } from '../faults/fault-desk.js';

/**
 * The knobs: what goes wrong from now on, and who was called how often.
 * Without a key, like the rest of a laptop's own machinery; it listens where the emulators listen.
 */
export function adminRoutes(faults: FaultDesk): FastifyPluginAsync {
  return async (app) => {
    app.get('/admin/faults', async () => ({ rules: faults.list() }));
    app.post('/admin/faults', async (request, reply) => reply.status(201).send(faults.add(request.body)));
    app.delete('/admin/faults', async (_, reply) => {
      faults.remove();
      return reply.status(204).send();
    });
    app.delete<{ Params: { id: string } }>('/admin/faults/:id', async (request, reply) => {
      if (!faults.remove(Number(request.params.id))) {
        return reply
          .status(404)
          .send({ code: 'fault_unknown', message: 'There is no such rule; GET /admin/faults lists them.' });
      }
      return reply.status(204).send();
    });
    app.get('/admin/calls', async () => ({ calls: faults.ledger.list() }));
    app.delete('/admin/calls', async (_, reply) => {
      faults.ledger.clear();
      return reply.status(204).send();
    });
    app.setErrorHandler((error, _, reply) => {
      if (error instanceof BadFault)
        return reply.status(error.statusCode).send({ code: error.code, message: error.message });
      throw error;
    });
  };
}

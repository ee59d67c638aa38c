// A request to a public name, as a user sends it: over DNS, TLS and the load balancer of a healthy region.
const synthetics = require('Synthetics');

exports.handler = async () => {
  const request = {
    hostname: process.env.HOST,
    method: 'GET',
    path: process.env.HEALTH_PATH,
    port: 443,
    protocol: 'https:',
  };
  await synthetics.executeHttpStep('health', request, async (response) => {
    if (response.statusCode !== 200) {
      throw new Error(`${request.hostname} answers ${response.statusCode}`);
    }
  });
};

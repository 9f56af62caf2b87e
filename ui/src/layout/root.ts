// The root of all routes. What it shows is put in by the router, which knows the areas; the areas
// hang their own routes on it.
import { createRootRoute } from '@tanstack/react-router';

export const rootRoute = createRootRoute();

/*
 * The subcommands of wddm. Each takes its own argc and argv (argv[0] is its name) and returns the exit status.
 */
#ifndef OPENWDDM_WDDM_H
#define OPENWDDM_WDDM_H

int cmd_desktop(int argc, char **argv);
int cmd_info(int argc, char **argv);
int cmd_rules(int argc, char **argv);
int cmd_bench(int argc, char **argv);

#endif

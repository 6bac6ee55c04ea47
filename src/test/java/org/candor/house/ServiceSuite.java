package org.candor.house;

import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeTags;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests within one service, but for those of {@link PagesSuite}: a process of their own runs them one after the other, so
 * that it is started once.
 */
@Suite
@SelectPackages("org.candor")
@ExcludePackages({"org.candor.bulletin", "org.candor.console", "org.candor.reset"})
@IncludeClassNamePatterns(".*Test")
@IncludeTags("io.quarkus.test.junit.QuarkusTest")
class ServiceSuite {}
